"""A worker as one is written in an afternoon: confluent-kafka, boto3, Pillow, ONNX Runtime.

    consumer.py BOOTSTRAP ENDPOINT REQUESTS RESULTS MODEL.onnx [--batch N] [--clean]

Takes Kirinuki's requests, one at a time or N, and puts a cut-out of each photo in the bucket artifacts. With N, photos are
fetched and decoded, and cut-outs encoded and put, by a thread for each core. With --clean the background is taken out of
the colours of soft edges, by PyMatting as rembg -dc has it; without, they are left as they are. Offsets are committed
now and then: what is under way when it ends is lost.
"""

import argparse
import io
import json
import os
from concurrent.futures import ThreadPoolExecutor

import boto3
import numpy
import onnxruntime
from confluent_kafka import Consumer, Producer
from PIL import Image, ImageOps

MEAN = numpy.array([0.485, 0.456, 0.406], numpy.float32)
DEVIATION = numpy.array([0.229, 0.224, 0.225], numpy.float32)
SIDE = 320


def prepared(photo):
    small = numpy.asarray(photo.resize((SIDE, SIDE), Image.Resampling.LANCZOS), numpy.float32)
    small = (small / max(small.max(), 1e-6) - MEAN) / DEVIATION
    return small.transpose(2, 0, 1)


def cut_out(photo, prediction, clean):
    low, high = prediction.min(), prediction.max()
    mask = Image.fromarray(((prediction - low) / (high - low) * 255).astype(numpy.uint8))
    mask = mask.resize(photo.size, Image.Resampling.LANCZOS)
    if clean:
        from pymatting import estimate_foreground_ml

        alpha = numpy.asarray(mask) / 255.0
        colours = estimate_foreground_ml(numpy.asarray(photo) / 255.0, alpha)
        photo = Image.fromarray(numpy.clip(colours * 255, 0, 255).astype(numpy.uint8))
    photo.putalpha(mask)
    png = io.BytesIO()
    photo.save(png, "PNG")
    return png.getvalue()


class Worker:
    def __init__(self, arguments):
        self.arguments = arguments
        self.session = onnxruntime.InferenceSession(arguments.model, providers=["CPUExecutionProvider"])
        self.input = self.session.get_inputs()[0].name
        self.s3 = boto3.client(
            "s3",
            endpoint_url=arguments.endpoint,
            region_name="us-east-1",
            aws_access_key_id="kirinuki",
            aws_secret_access_key="kirinuki-local",
        )
        self.consumer = Consumer(
            {
                "bootstrap.servers": arguments.bootstrap,
                "group.id": arguments.requests,
                "auto.offset.reset": "earliest",
            }
        )
        self.consumer.subscribe([arguments.requests])
        self.producer = Producer({"bootstrap.servers": arguments.bootstrap})
        self.threads = ThreadPoolExecutor(len(os.sched_getaffinity(0)))

    def fetched(self, message):
        request = json.loads(message.value())
        source = request["source"]
        body = self.s3.get_object(Bucket=source["bucket"], Key=source["key"])["Body"].read()
        photo = ImageOps.exif_transpose(Image.open(io.BytesIO(body))).convert("RGB")
        return request["id"], photo, prepared(photo)

    def inferred(self, tensors):
        return self.session.run(None, {self.input: numpy.stack(tensors)})[0][:, 0]

    def stored(self, name, photo, prediction):
        png = cut_out(photo, prediction, self.arguments.clean)
        key = f"{self.arguments.requests}/{name}.png"
        self.s3.put_object(Bucket="artifacts", Key=key, Body=png, ContentType="image/png")
        return {"requestId": name, "artifact": key}

    def answer(self, message, result):
        self.producer.produce(self.arguments.results, key=message.key(), value=json.dumps(result))
        self.producer.poll(0)

    def one(self, message):
        name, photo, tensor = self.fetched(message)
        self.answer(message, self.stored(name, photo, self.inferred([tensor])[0]))

    def batch(self, messages):
        names, photos, tensors = zip(*self.threads.map(self.fetched, messages))
        results = self.threads.map(self.stored, names, photos, self.inferred(tensors))
        for message, result in zip(messages, results):
            self.answer(message, result)

    def run(self):
        print("ready", flush=True)
        while True:
            messages = [m for m in self.consumer.consume(self.arguments.batch, 0.1) if not m.error()]
            if len(messages) == 1:
                self.one(messages[0])
            elif messages:
                self.batch(messages)


def main():
    parser = argparse.ArgumentParser()
    for name in ("bootstrap", "endpoint", "requests", "results", "model"):
        parser.add_argument(name)
    parser.add_argument("--batch", type=int, default=1)
    parser.add_argument("--clean", action="store_true")
    Worker(parser.parse_args()).run()


if __name__ == "__main__":
    main()
