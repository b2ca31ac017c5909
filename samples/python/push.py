#!/usr/bin/env python3
"""Hands the rows of a CSV file to Fieldlink's receiver: push.py repayments repayments.csv

Settings: FIELDLINK_RECEIVER (http://127.0.0.1:8090 when left out) and FIELDLINK_KEY.
"""
import csv
import json
import os
import sys
import urllib.error
import urllib.request

AT_ONCE = 1000


def push(sheet, rows):
    """Sends rows (a list of dicts, every value a text). Answers what the receiver says."""
    receiver = os.environ.get("FIELDLINK_RECEIVER", "http://127.0.0.1:8090")
    request = urllib.request.Request(
        f"{receiver}/v1/{sheet}",
        data=json.dumps(rows).encode("utf-8"),
        headers={
            "Authorization": "Bearer " + os.environ["FIELDLINK_KEY"],
            "Content-Type": "application/json",
        },
    )
    with urllib.request.urlopen(request, timeout=60) as reply:
        return json.load(reply)["message"]


def main(sheet, path):
    # Values stay texts: a loan ID such as 00017 must not become the number 17.
    with open(path, encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    try:
        for start in range(0, len(rows), AT_ONCE):
            print(push(sheet, rows[start : start + AT_ONCE]))
    except urllib.error.HTTPError as error:
        answer = json.load(error)
        print(answer["message"], file=sys.stderr)
        for problem in answer.get("problems", []):
            print(f"  row {problem['row']}: {problem['message']}", file=sys.stderr)
        return 1
    except urllib.error.URLError as error:
        print(f"The receiver cannot be reached ({error.reason}). Is `fieldlink receive` running?", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 3 or "FIELDLINK_KEY" not in os.environ:
        sys.exit("usage: FIELDLINK_KEY=… push.py SHEET FILE.csv")
    sys.exit(main(sys.argv[1], sys.argv[2]))
