import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Hands the rows of a CSV file to Fieldlink's receiver: {@code java Push.java repayments repayments.csv}
 *
 * <p>Settings: FIELDLINK_RECEIVER (http://127.0.0.1:8090 when left out) and FIELDLINK_KEY. Needs Java 17 or later, nothing else.
 */
public class Push {
    private static final int AT_ONCE = 1000;

    public static void main(String[] arguments) throws Exception {
        if (arguments.length != 2 || System.getenv("FIELDLINK_KEY") == null) {
            System.err.println("usage: FIELDLINK_KEY=… java Push.java SHEET FILE.csv");
            System.exit(1);
        }
        List<Map<String, String>> rows = readCsv(Files.readString(Path.of(arguments[1])));
        for (int start = 0; start < rows.size(); start += AT_ONCE) {
            HttpResponse<String> reply;
            try {
                reply = push(arguments[0], rows.subList(start, Math.min(start + AT_ONCE, rows.size())));
            } catch (IOException error) {
                System.err.println("The receiver cannot be reached. Is `fieldlink receive` running?");
                System.exit(1);
                return;
            }
            if (reply.statusCode() != 200) {
                System.err.println(reply.body());
                System.exit(1);
            }
            System.out.println(reply.body());
        }
    }

    /** Sends rows; every value is a text. */
    static HttpResponse<String> push(String sheet, List<Map<String, String>> rows) throws IOException, InterruptedException {
        String receiver = System.getenv().getOrDefault("FIELDLINK_RECEIVER", "http://127.0.0.1:8090");
        HttpRequest request = HttpRequest.newBuilder(URI.create(receiver + "/v1/" + sheet))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", "Bearer " + System.getenv("FIELDLINK_KEY"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json(rows)))
                .build();
        HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** The rows of a CSV text. Values stay texts: a loan ID such as 00017 must not become the number 17. */
    static List<Map<String, String>> readCsv(String text) {
        List<List<String>> records = new ArrayList<>();
        List<String> record = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        String all = text.startsWith("\uFEFF") ? text.substring(1) : text;
        if (!all.endsWith("\n")) {
            all += "\n";
        }
        for (int at = 0; at < all.length(); at++) {
            char letter = all.charAt(at);
            if (quoted && letter == '"' && at + 1 < all.length() && all.charAt(at + 1) == '"') {
                field.append('"');
                at++;
            } else if (letter == '"') {
                quoted = !quoted;
            } else if (quoted) {
                field.append(letter);
            } else if (letter == ',' || letter == '\n') {
                record.add(field.toString());
                field.setLength(0);
                if (letter == '\n') {
                    records.add(record);
                    record = new ArrayList<>();
                }
            } else if (letter != '\r') {
                field.append(letter);
            }
        }
        List<String> names = records.remove(0);
        List<Map<String, String>> rows = new ArrayList<>();
        for (List<String> values : records) {
            Map<String, String> row = new LinkedHashMap<>();
            for (int at = 0; at < names.size(); at++) {
                row.put(names.get(at), at < values.size() ? values.get(at) : "");
            }
            rows.add(row);
        }
        return rows;
    }

    static String json(List<Map<String, String>> rows) {
        List<String> objects = new ArrayList<>();
        for (Map<String, String> row : rows) {
            List<String> fields = new ArrayList<>();
            row.forEach((name, value) -> fields.add(quoted(name) + ":" + quoted(value)));
            objects.add("{" + String.join(",", fields) + "}");
        }
        return "[" + String.join(",", objects) + "]";
    }

    static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char letter : text.toCharArray()) {
            if (letter == '"' || letter == '\\') {
                quoted.append('\\').append(letter);
            } else if (letter < ' ') {
                quoted.append(String.format("\\u%04x", (int) letter));
            } else {
                quoted.append(letter);
            }
        }
        return quoted.append('"').toString();
    }
}
