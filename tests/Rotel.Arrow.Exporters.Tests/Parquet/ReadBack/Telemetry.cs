using Google.Protobuf;
using Google.Protobuf.Reflection;
using Rotel.Arrow.Proto.Collector.Logs.V1;
using Rotel.Arrow.Proto.Collector.Metrics.V1;
using Rotel.Arrow.Proto.Collector.Trace.V1;
using Rotel.Arrow.Testing;

namespace Rotel.Arrow.Exporters.Tests.Parquet.ReadBack;

/// <summary>Requests of the reference generator.</summary>
internal static class Telemetry
{
    private const ulong LastTime = 4_000_000_000_000_000_000;

    /// <summary>A request that <c>peers otlp gen</c> makes.</summary>
    public static async Task<IMessage> GenerateAsync(string signal, string profile, int items, int seed)
    {
        using var folder = new TemporaryFolder();
        string path = folder.Of("request.pb");
        await Peers.RunSuccessfullyAsync(
            "otlp", "gen", "--signal", signal, "--profile", profile, "--items", $"{items}", "--seed", $"{seed}", "--out", path);
        byte[] bytes = await File.ReadAllBytesAsync(path);
        IMessage message = signal switch
        {
            "traces" => ExportTraceServiceRequest.Parser.ParseFrom(bytes),
            "logs" => ExportLogsServiceRequest.Parser.ParseFrom(bytes),
            _ => ExportMetricsServiceRequest.Parser.ParseFrom(bytes),
        };
        LimitTimes(message);
        return message;
    }

    /// <summary>DuckDB's functions on times end before those of OTLP do; the day stays.</summary>
    public static void LimitTimes(IMessage message)
    {
        foreach (FieldDescriptor field in message.Descriptor.Fields.InDeclarationOrder())
        {
            object value = field.Accessor.GetValue(message);
            if (field.FieldType == FieldType.Fixed64 && field.Name.EndsWith("unix_nano", StringComparison.Ordinal))
            {
                field.Accessor.SetValue(message, (ulong)value % LastTime);
            }
            else if (field.FieldType == FieldType.Message && field.IsRepeated)
            {
                foreach (object item in (System.Collections.IList)value)
                {
                    LimitTimes((IMessage)item);
                }
            }
            else if (field.FieldType == FieldType.Message && value is IMessage child)
            {
                LimitTimes(child);
            }
        }
    }
}
