#!/bin/sh
# Trains one of the networks that ship with Kirinuki and prints the figures of its card:
#
#   models/train.sh subject --data FOLDER --resume
#
# NAME is subject, teacher, car, matting, upright-digits, upright-faces or products; car and products go on from
# subject's run. What comes out lies in target/NAME: model.onnx, model.int8.onnx where it pays, model.yaml,
# figures.json, a contact sheet. Uses a GPU where torch finds one. Checkpoints lie in models/training/runs/NAME, which
# Git ignores; with --resume a run that was cut off or killed goes on from there, and with more --steps a finished one.
# To leave the machine to others: nice -n 19 models/train.sh NAME --resume --threads 1 --workers 0. --help tells the rest.
set -eu
here=$(cd "$(dirname "$0")/training" && pwd)
python=${PYTHON:-python3}
if [ ! -e "$here/.venv/ready" ]; then
    "$python" -m venv "$here/.venv"
    "$here/.venv/bin/pip" install --quiet --requirement "$here/requirements.txt"
    touch "$here/.venv/ready"
fi
PYTHONPATH="$here" exec "$here/.venv/bin/python" -m kirinuki_training "$@"
