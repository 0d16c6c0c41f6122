"""``python -m opsgate``."""

from opsgate.doors.cli import main

if __name__ == "__main__":
    main()
