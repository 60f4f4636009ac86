#!/bin/sh
# Trains one of the networks that ship with Kirinuki and prints the figures of its card:
#
#   models/train.sh subject --data FOLDER
#
# NAME is subject, car, matting, upright-digits, upright-faces or products; car and products go on from subject's run.
# What comes out lies in target/NAME: model.onnx, model.int8.onnx where it pays, model.yaml, figures.json, a contact
# sheet. Uses a GPU where torch finds one. A run that was cut off goes on from its checkpoint. --help tells the rest.
set -eu
here=$(cd "$(dirname "$0")/training" && pwd)
python=${PYTHON:-python3}
if [ ! -e "$here/.venv/ready" ]; then
    "$python" -m venv "$here/.venv"
    "$here/.venv/bin/pip" install --quiet --requirement "$here/requirements.txt"
    touch "$here/.venv/ready"
fi
PYTHONPATH="$here" exec "$here/.venv/bin/python" -m kirinuki_training "$@"
