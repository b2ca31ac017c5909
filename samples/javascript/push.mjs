// Hands the rows of a CSV file to Fieldlink's receiver: node push.mjs repayments repayments.csv
//
// Settings: FIELDLINK_RECEIVER (http://127.0.0.1:8090 when left out) and FIELDLINK_KEY. Needs Node 18 or later, nothing else.
import { readFileSync } from "node:fs";

const AT_ONCE = 1000;

/** Sends rows (objects whose values are texts). Answers what the receiver says; throws when it refuses. */
export async function push(sheet, rows) {
  const receiver = process.env.FIELDLINK_RECEIVER ?? "http://127.0.0.1:8090";
  const reply = await fetch(`${receiver}/v1/${sheet}`, {
    method: "POST",
    headers: {
      Authorization: `Bearer ${process.env.FIELDLINK_KEY}`,
      "Content-Type": "application/json",
    },
    body: JSON.stringify(rows),
  });
  const answer = await reply.json();
  if (!reply.ok) {
    const problems = (answer.problems ?? []).map((problem) => `\n  row ${problem.row}: ${problem.message}`);
    throw new Error(answer.message + problems.join(""));
  }
  return answer.message;
}

/** The rows of a CSV text. Values stay texts: a loan ID such as 00017 must not become the number 17. */
export function readCsv(text) {
  const records = [];
  let record = [];
  let field = "";
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const letter = text[at];
    if (quoted) {
      if (letter === '"' && text[at + 1] === '"') {
        field += '"';
        at++;
      } else if (letter === '"') {
        quoted = false;
      } else {
        field += letter;
      }
    } else if (letter === '"') {
      quoted = true;
    } else if (letter === "," || letter === "\n") {
      record.push(field);
      field = "";
      if (letter === "\n") {
        records.push(record);
        record = [];
      }
    } else if (letter !== "\r") {
      field += letter;
    }
  }
  if (field !== "" || record.length > 0) {
    records.push([...record, field]);
  }
  const [names, ...rows] = records;
  return rows.map((row) => Object.fromEntries(names.map((name, at) => [name, row[at] ?? ""])));
}

const [sheet, path] = process.argv.slice(2);
if (!sheet || !path || !process.env.FIELDLINK_KEY) {
  console.error("usage: FIELDLINK_KEY=… node push.mjs SHEET FILE.csv");
  process.exit(1);
}
try {
  const rows = readCsv(readFileSync(path, "utf8").replace(/^\uFEFF/, ""));
  for (let start = 0; start < rows.length; start += AT_ONCE) {
    console.log(await push(sheet, rows.slice(start, start + AT_ONCE)));
  }
} catch (error) {
  console.error(error.cause ? "The receiver cannot be reached. Is `fieldlink receive` running?" : error.message);
  process.exit(1);
}
