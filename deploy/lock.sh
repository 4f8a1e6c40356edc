#!/bin/sh
# Print the exact versions that are installed: lock.sh VENV > constraints.txt
set -eu
echo "# The versions that were tested together; made by \`make lock\`."
"$1/bin/python" -m pip list --format=freeze --exclude voicebot --exclude pip --exclude setuptools | LC_ALL=C sort -f
