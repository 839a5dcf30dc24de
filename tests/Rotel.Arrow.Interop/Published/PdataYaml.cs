using System.Globalization;
using System.Text;
using System.Text.Json;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Rotel.Arrow.Interop.Published;

/// <summary>
/// The Collector's golden files: OTLP/JSON written as YAML. A plain scalar is what JSON would call it (number, boolean,
/// null), everything else is a string.
/// </summary>
internal static class PdataYaml
{
    /// <summary>
    /// The requests of a .yaml file, or of the sections of a .test archive, as OTLP/JSON; also those that stand below the
    /// name of an endpoint.
    /// </summary>
    public static IEnumerable<byte[]> ReadJson(string path)
    {
        string text = File.ReadAllText(path);
        string[] documents = path.EndsWith(".test", StringComparison.Ordinal)
            ? text.Split(["-- in --", "-- out --", "-- telemetry --"], StringSplitOptions.RemoveEmptyEntries)
            : [text];
        foreach (string document in documents)
        {
            var yaml = new YamlStream();
            yaml.Load(new StringReader(document));
            foreach (YamlNode request in yaml.Documents.SelectMany(static each => Requests(each.RootNode)))
            {
                using var output = new MemoryStream();
                using (var writer = new Utf8JsonWriter(output))
                {
                    Write(request, writer);
                }

                yield return output.ToArray();
            }
        }
    }

    private static IEnumerable<YamlNode> Requests(YamlNode node) => node switch
    {
        YamlMappingNode mapping when mapping.Any(static entry => entry.Key is YamlScalarNode
            {
                Value: "resourceSpans" or "resourceMetrics" or "resourceLogs",
            }) => [mapping],
        YamlMappingNode mapping => mapping.SelectMany(static entry => Requests(entry.Value)),
        YamlSequenceNode sequence => sequence.SelectMany(Requests),
        _ => [],
    };

    private static void Write(YamlNode node, Utf8JsonWriter writer)
    {
        switch (node)
        {
            case YamlMappingNode mapping:
                writer.WriteStartObject();
                foreach ((YamlNode key, YamlNode value) in mapping)
                {
                    writer.WritePropertyName(((YamlScalarNode)key).Value!);
                    Write(value, writer);
                }

                writer.WriteEndObject();
                break;
            case YamlSequenceNode sequence:
                writer.WriteStartArray();
                foreach (YamlNode item in sequence)
                {
                    Write(item, writer);
                }

                writer.WriteEndArray();
                break;
            default:
                WriteScalar((YamlScalarNode)node, writer);
                break;
        }
    }

    private static void WriteScalar(YamlScalarNode scalar, Utf8JsonWriter writer)
    {
        string text = scalar.Value ?? "";
        bool plain = scalar.Style == ScalarStyle.Plain;
        if (plain && text is "true" or "false")
        {
            writer.WriteBooleanValue(text == "true");
        }
        else if (plain && text is "" or "null" or "~")
        {
            writer.WriteNullValue();
        }
        else if (plain && text.Length > 0 && (char.IsAsciiDigit(text[^1]) || text[^1] == '.')
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number))
        {
            // Integers of 64 bits as they are; "4.99e+11" and "+5" are not JSON.
            writer.WriteRawValue(
                long.TryParse(text, CultureInfo.InvariantCulture, out long integer)
                    ? integer.ToString(CultureInfo.InvariantCulture)
                    : number.ToString("R", CultureInfo.InvariantCulture));
        }
        else
        {
            writer.WriteStringValue(Encoding.UTF8.GetBytes(text));
        }
    }
}
