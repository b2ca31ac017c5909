"""The same work as `fieldlink send` for one repayments report, as a plain script does it: token, Kiva's list of loans,
rows of the source matched with it, calls of 300 rows. No ledger, no rules but the obvious ones: it is a measure, not a
tool to use. Prints one JSON object: rows, seconds, seconds of reading alone, peak resident kilobytes."""

import argparse
import csv
import json
import resource
import time
from decimal import Decimal

import requests


def csv_rows(path):
    with open(path, newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            yield row["loan"], row["amount"]


def xlsx_rows(path):
    import openpyxl

    sheet = openpyxl.load_workbook(path, read_only=True, data_only=True).active
    rows = sheet.iter_rows(min_row=2, values_only=True)
    for loan, amount in rows:
        yield loan, amount


def postgres_rows(url):
    import psycopg

    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT loan, amount FROM repayment ORDER BY loan")
        yield from cursor


READERS = {"csv": csv_rows, "xlsx": xlsx_rows, "postgres": postgres_rows}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--kind", choices=READERS, required=True)
    parser.add_argument("--source", required=True)
    parser.add_argument("--base", required=True)
    parser.add_argument("--partner", required=True)
    parser.add_argument("--client-id", required=True)
    parser.add_argument("--client-secret", required=True)
    asked = parser.parse_args()
    started = time.monotonic()

    session = requests.Session()
    form = {
        "grant_type": "client_credentials",
        "audience": asked.base,
        "client_id": asked.client_id,
        "client_secret": asked.client_secret,
    }
    token = session.post(f"{asked.base}/oauth/token", data=form)
    token.raise_for_status()
    session.headers["Authorization"] = "Bearer " + token.json()["access_token"]
    api = f"{asked.base}/v3/partner/{asked.partner}"

    prices = {}
    for status in ("payingBack", "defaulted"):
        offset = 0
        while True:
            page = session.get(f"{api}/loans", params={"status": status, "offset": offset, "limit": 300})
            page.raise_for_status()
            data = page.json()["data"]
            for loan in data:
                prices[loan["internal_loan_id"]] = Decimal(loan["loan_local_price"])
            offset += len(data)
            if not data:
                break

    reading = time.monotonic()
    rows = [(str(loan), Decimal(str(amount))) for loan, amount in READERS[asked.kind](asked.source)]
    reading = time.monotonic() - reading

    fit = [(loan, amount) for loan, amount in rows if loan in prices and 0 <= amount <= prices[loan]]
    sent = 0
    for first in range(0, len(fit), 300):
        batch = [{"loan_id": loan, "amount": str(amount)} for loan, amount in fit[first : first + 300]]
        reply = session.post(f"{api}/repayments", json={"repayments": batch})
        reply.raise_for_status()
        sent += len(batch)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({"rows": sent, "seconds": time.monotonic() - started, "reading": reading, "peak_kb": peak}))


main()
