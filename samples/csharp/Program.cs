// Hands the rows of a CSV file to Fieldlink's receiver: dotnet run -- repayments repayments.csv
//
// Settings: FIELDLINK_RECEIVER (http://127.0.0.1:8090 when left out) and FIELDLINK_KEY.
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

const int AtOnce = 1000;

var key = Environment.GetEnvironmentVariable("FIELDLINK_KEY");
if (args.Length != 2 || key is null)
{
    Console.Error.WriteLine("usage: FIELDLINK_KEY=… dotnet run -- SHEET FILE.csv");
    return 1;
}
var receiver = Environment.GetEnvironmentVariable("FIELDLINK_RECEIVER") ?? "http://127.0.0.1:8090";
using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(60) };
http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);

foreach (var rows in ReadCsv(await File.ReadAllTextAsync(args[1])).Chunk(AtOnce))
{
    using var body = new StringContent(JsonSerializer.Serialize(rows), Encoding.UTF8, "application/json");
    using var reply = await http.PostAsync($"{receiver}/v1/{args[0]}", body);
    using var answer = JsonDocument.Parse(await reply.Content.ReadAsStringAsync());
    var message = answer.RootElement.GetProperty("message").GetString();
    if (!reply.IsSuccessStatusCode)
    {
        Console.Error.WriteLine(message);
        if (answer.RootElement.TryGetProperty("problems", out var problems))
        {
            foreach (var problem in problems.EnumerateArray())
            {
                Console.Error.WriteLine($"  row {problem.GetProperty("row")}: {problem.GetProperty("message")}");
            }
        }
        return 1;
    }
    Console.WriteLine(message);
}
return 0;

// Values stay texts: a loan ID such as 00017 must not become the number 17.
static IEnumerable<Dictionary<string, string>> ReadCsv(string text)
{
    var records = new List<List<string>> { new() };
    var field = new StringBuilder();
    var quoted = false;
    text = text.TrimStart('\uFEFF');
    for (var at = 0; at < text.Length; at++)
    {
        var letter = text[at];
        if (quoted && letter == '"' && at + 1 < text.Length && text[at + 1] == '"') { field.Append('"'); at++; }
        else if (letter == '"') quoted = !quoted;
        else if (quoted) field.Append(letter);
        else if (letter is ',' or '\n')
        {
            records[^1].Add(field.ToString());
            field.Clear();
            if (letter == '\n') records.Add(new());
        }
        else if (letter != '\r') field.Append(letter);
    }
    if (field.Length > 0 || records[^1].Count > 0) records[^1].Add(field.ToString());
    var names = records[0];
    foreach (var values in records.Skip(1).Where(values => values.Count > 0))
    {
        yield return names.Select((name, at) => (name, value: values.ElementAtOrDefault(at) ?? ""))
            .ToDictionary(pair => pair.name, pair => pair.value);
    }
}
