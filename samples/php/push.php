<?php
// Hands the rows of a CSV file to Fieldlink's receiver: php push.php repayments repayments.csv
//
// Settings: FIELDLINK_RECEIVER (http://127.0.0.1:8090 when left out) and FIELDLINK_KEY. Needs PHP 8 and no extension.
declare(strict_types=1);

const AT_ONCE = 1000;

/** Sends rows (arrays of name => text). Answers what the receiver says; throws when it refuses. */
function push(string $sheet, array $rows): string
{
    $receiver = getenv('FIELDLINK_RECEIVER') ?: 'http://127.0.0.1:8090';
    $body = @file_get_contents("$receiver/v1/$sheet", false, stream_context_create(['http' => [
        'method' => 'POST',
        'header' => ['Authorization: Bearer ' . getenv('FIELDLINK_KEY'), 'Content-Type: application/json'],
        'content' => json_encode($rows, JSON_THROW_ON_ERROR | JSON_UNESCAPED_UNICODE),
        'ignore_errors' => true, // A refusal has words of its own: they are read.
        'timeout' => 60,
    ]]));
    if ($body === false) {
        throw new RuntimeException('The receiver cannot be reached. Is `fieldlink receive` running?');
    }
    $answer = json_decode($body, true, 512, JSON_THROW_ON_ERROR);
    if (!preg_match('#^HTTP/\S+ 200#', $http_response_header[0])) {
        $message = $answer['message'];
        foreach ($answer['problems'] ?? [] as $problem) {
            $message .= "\n  row {$problem['row']}: {$problem['message']}";
        }
        throw new RuntimeException($message);
    }
    return $answer['message'];
}

if ($argc !== 3 || getenv('FIELDLINK_KEY') === false) {
    fwrite(STDERR, "usage: FIELDLINK_KEY=… php push.php SHEET FILE.csv\n");
    exit(1);
}
$file = fopen($argv[2], 'r');
$names = fgetcsv($file, null, ',', '"', '');
$names[0] = preg_replace('/^\xEF\xBB\xBF/', '', $names[0]);
$rows = [];
while (($values = fgetcsv($file, null, ',', '"', '')) !== false) {
    // Values stay texts: a loan ID such as 00017 must not become the number 17.
    $rows[] = array_combine($names, array_pad($values, count($names), ''));
}
try {
    foreach (array_chunk($rows, AT_ONCE) as $some) {
        echo push($argv[1], $some), "\n";
    }
} catch (RuntimeException $error) {
    fwrite(STDERR, $error->getMessage() . "\n");
    exit(1);
}
