"""Runs one emulator on a Unix socket, for as long as its standard input stays open.

The parent process holds the other end. When it ends for any reason, the read below ends, and the whole process
group with it: no emulator outlives its sandbox. The first line from the parent is the key from which
the secret access keys of functions are derived.
"""

import os
import signal
import sys
import threading


def read_line():
    line = b""
    while not line.endswith(b"\n"):
        byte = os.read(0, 1)
        if not byte:
            break
        line += byte
    return line.decode().strip()


def leave_with_parent():
    try:
        while os.read(0, 4096):
            pass
    except OSError:
        pass
    os.killpg(os.getpgrp(), signal.SIGKILL)


def main():
    name, socket = sys.argv[1], sys.argv[2]
    functions_key = read_line()
    # Never kill a process group of another program, for example if this was started by hand.
    if os.getpgrp() == os.getpid():
        threading.Thread(target=leave_with_parent, daemon=True).start()
    # Only the owner can access the folder of the socket and all files created here.
    os.umask(0o077)
    if name == "moto":
        import corrections
        import corrections_platform
        import corrections_policies
        import corrections_tagging
        import memoized
        import request_models
        import rules_moto

        corrections.apply()
        corrections_policies.apply()
        corrections_platform.apply_to_moto()
        corrections_tagging.apply_to_moto()
        rules_moto.apply()
        memoized.apply()
        import moto.server

        before = moto.server.DomainDispatcherApplication
        moto.server.DomainDispatcherApplication = lambda *args: request_models.wsgi(before(*args))
        moto.server.main(["-H", "unix://" + socket, "-p", os.environ["MOTO_PORT"]])
    elif name == "ministack":
        import cloudcontrol
        import corrections_access
        import corrections_platform
        import corrections_tagging
        import rules_ministack

        cloudcontrol.apply_to_ministack()
        corrections_access.apply(functions_key)
        corrections_platform.apply_to_ministack()
        corrections_tagging.apply_to_ministack()
        rules_ministack.apply()
        corrections_access.serve(socket)
    else:
        sys.exit("unknown emulator: " + name)


main()
