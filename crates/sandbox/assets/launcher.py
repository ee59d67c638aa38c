"""Runs one emulator for as long as its standard input stays open.

The parent holds the other end. When it goes, however it goes, the read below ends and the whole process
group with it: no emulator outlives its sandbox.
"""

import os
import signal
import sys
import threading


def leave_with_parent():
    try:
        while os.read(0, 4096):
            pass
    except OSError:
        pass
    os.killpg(os.getpgrp(), signal.SIGKILL)


def main():
    name, port = sys.argv[1], sys.argv[2]
    # Never kill a group that is not our own (someone started this by hand).
    if os.getpgrp() == os.getpid():
        threading.Thread(target=leave_with_parent, daemon=True).start()
    if name == "moto":
        import corrections
        import corrections_platform
        import corrections_tagging

        corrections.apply()
        corrections_platform.apply_to_moto()
        corrections_tagging.apply_to_moto()
        from moto.server import main as serve

        serve(["-H", "127.0.0.1", "-p", port])
    elif name == "ministack":
        import corrections_platform
        import corrections_tagging

        corrections_platform.apply_to_ministack()
        corrections_tagging.apply_to_ministack()
        sys.argv = ["ministack"]
        from ministack.app import main as serve

        serve()
    else:
        sys.exit("unknown emulator: " + name)


main()
