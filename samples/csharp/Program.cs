// Hands the rows of a CSV file to Fieldlink's receiver: dotnet run -- repayments repayments.csv
//
// Settings: FIELDLINK_RECEIVER (http://127.0.0.1:8090 when left out) and FIELDLINK_KEY. Written so that .NET 8, .NET Framework
// 4.6 and later, and Mono all take it, since a MIS may be old.
#pragma warning disable SYSLIB0014 // HttpWebRequest: the one way that all of them have
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Runtime.Serialization;
using System.Runtime.Serialization.Json;
using System.Text;

public static class Program
{
    private const int AtOnce = 1000;

    private static readonly DataContractJsonSerializerSettings Plain =
        new DataContractJsonSerializerSettings { UseSimpleDictionaryFormat = true };

    public static int Main(string[] args)
    {
        var key = Environment.GetEnvironmentVariable("FIELDLINK_KEY");
        if (args.Length != 2 || key == null)
        {
            Console.Error.WriteLine("usage: FIELDLINK_KEY=… dotnet run -- SHEET FILE.csv");
            return 1;
        }
        var receiver = Environment.GetEnvironmentVariable("FIELDLINK_RECEIVER") ?? "http://127.0.0.1:8090";
        var rows = ReadCsv(File.ReadAllText(args[1], Encoding.UTF8)).ToList();
        for (var from = 0; from < rows.Count; from += AtOnce)
        {
            Answer answer;
            var taken = Push(receiver + "/v1/" + args[0], key, rows.Skip(from).Take(AtOnce).ToList(), out answer);
            (taken ? Console.Out : Console.Error).WriteLine(answer.message);
            foreach (var problem in answer.problems ?? new List<Problem>())
            {
                Console.Error.WriteLine("  row " + problem.row + ": " + problem.message);
            }
            if (!taken) return 1;
        }
        return 0;
    }

    /// <summary>Sends rows (name to text). Tells whether they were taken, and what the receiver says.</summary>
    private static bool Push(string address, string key, List<Dictionary<string, string>> rows, out Answer answer)
    {
        var request = (HttpWebRequest)WebRequest.Create(address);
        request.Method = "POST";
        request.Timeout = 60000;
        request.ContentType = "application/json";
        request.Headers["Authorization"] = "Bearer " + key;
        using (var body = request.GetRequestStream())
        {
            new DataContractJsonSerializer(rows.GetType(), Plain).WriteObject(body, rows);
        }
        HttpWebResponse reply;
        try
        {
            reply = (HttpWebResponse)request.GetResponse();
        }
        catch (WebException refused) when (refused.Response != null)
        {
            reply = (HttpWebResponse)refused.Response;
        }
        using (reply)
        using (var text = reply.GetResponseStream())
        {
            answer = (Answer)new DataContractJsonSerializer(typeof(Answer)).ReadObject(text);
            return reply.StatusCode == HttpStatusCode.OK;
        }
    }

    // Values stay texts: a loan ID such as 00017 must not become the number 17.
    private static IEnumerable<Dictionary<string, string>> ReadCsv(string text)
    {
        var records = new List<List<string>> { new List<string>() };
        var field = new StringBuilder();
        var quoted = false;
        text = text.TrimStart('\uFEFF');
        for (var at = 0; at < text.Length; at++)
        {
            var letter = text[at];
            if (quoted && letter == '"' && at + 1 < text.Length && text[at + 1] == '"') { field.Append('"'); at++; }
            else if (letter == '"') quoted = !quoted;
            else if (quoted) field.Append(letter);
            else if (letter == ',' || letter == '\n')
            {
                records.Last().Add(field.ToString());
                field.Clear();
                if (letter == '\n') records.Add(new List<string>());
            }
            else if (letter != '\r') field.Append(letter);
        }
        if (field.Length > 0 || records.Last().Count > 0) records.Last().Add(field.ToString());
        var names = records[0];
        foreach (var values in records.Skip(1).Where(values => values.Count > 0))
        {
            var row = new Dictionary<string, string>();
            for (var at = 0; at < names.Count; at++) row[names[at]] = at < values.Count ? values[at] : "";
            yield return row;
        }
    }
}

/// <summary>What the receiver says.</summary>
[DataContract]
public class Answer
{
    [DataMember] public string message = "";
    [DataMember] public List<Problem> problems = new List<Problem>();
}

/// <summary>What is wrong with a row.</summary>
[DataContract]
public class Problem
{
    [DataMember] public string row = "";
    [DataMember] public string message = "";
}
