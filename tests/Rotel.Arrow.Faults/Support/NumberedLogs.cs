using Google.Protobuf;
using Rotel.Arrow.Proto.Collector.Logs.V1;
using Rotel.Arrow.Proto.Common.V1;
using Rotel.Arrow.Proto.Logs.V1;
using Rotel.Arrow.Proto.Resource.V1;

namespace Rotel.Arrow.Faults.Support;

/// <summary>Log records with a number each, by which the test knows every one of them again.</summary>
internal static class NumberedLogs
{
    /// <summary>A request with the records from <paramref name="first"/> on.</summary>
    public static ExportLogsServiceRequest Request(long first, int count, int bytesOfRecord = 50)
    {
        var scope = new ScopeLogs { Scope = new InstrumentationScope { Name = "faults" } };
        string text = new('x', bytesOfRecord);
        for (long number = first; number < first + count; number++)
        {
            scope.LogRecords.Add(new LogRecord
            {
                TimeUnixNano = 1_700_000_000_000_000_000 + (ulong)number,
                Body = new AnyValue { IntValue = number },
                Attributes = { new KeyValue { Key = "text", Value = new AnyValue { StringValue = text } } },
            });
        }

        var resource = new Resource { Attributes = { new KeyValue { Key = "service.name", Value = new AnyValue { StringValue = "shop" } } } };
        return new ExportLogsServiceRequest { ResourceLogs = { new ResourceLogs { Resource = resource, ScopeLogs = { scope } } } };
    }

    /// <summary>The same while a sink still writes: empty when it is in the middle of a file.</summary>
    public static Dictionary<long, int> TryRead(string folder)
    {
        try
        {
            return Read(folder);
        }
        catch (Exception error) when (error is IOException or InvalidProtocolBufferException)
        {
            return [];
        }
    }

    /// <summary>How often each number is in the requests below a folder.</summary>
    public static Dictionary<long, int> Read(string folder)
    {
        Dictionary<long, int> counts = [];
        foreach (string file in Directory.GetFiles(folder, "*.pb", SearchOption.AllDirectories))
        {
            IEnumerable<LogRecord> records = ExportLogsServiceRequest.Parser.ParseFrom(File.ReadAllBytes(file)).ResourceLogs
                .SelectMany(static resource => resource.ScopeLogs).SelectMany(static scope => scope.LogRecords);
            foreach (LogRecord record in records)
            {
                counts[record.Body.IntValue] = counts.GetValueOrDefault(record.Body.IntValue) + 1;
            }
        }

        return counts;
    }
}
