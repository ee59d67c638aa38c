"""`download URL FILE` downloads a file; `unpack ARCHIVE FOLDER` unpacks the programs of an API server."""

import os
import shutil
import sys
import tarfile
import urllib.error
import urllib.request

PROGRAMS = ("kube-apiserver", "etcd")


def download(url, target):
    # The default handlers follow redirects and use the proxies of the environment.
    with urllib.request.urlopen(url, timeout=60) as response, open(target, "wb") as out:
        shutil.copyfileobj(response, out, 1 << 20)


def unpack(archive, folder):
    # Only the two programs, whatever the paths in the archive are.
    with tarfile.open(archive) as packed:
        for member in packed:
            name = os.path.basename(member.name)
            if member.isfile() and name in PROGRAMS:
                target = os.path.join(folder, name)
                with packed.extractfile(member) as source, open(target, "wb") as out:
                    shutil.copyfileobj(source, out, 1 << 20)
                os.chmod(target, 0o700)


try:
    {"download": download, "unpack": unpack}[sys.argv[1]](*sys.argv[2:])
except (OSError, urllib.error.URLError, tarfile.TarError) as error:
    sys.exit(str(error))
