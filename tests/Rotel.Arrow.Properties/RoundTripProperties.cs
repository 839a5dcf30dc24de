using FsCheck.Xunit;
using Google.Protobuf;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Otap.Tests;
using Rotel.Arrow.Otap.Tests.Wire;
using Rotel.Arrow.Proto.Collector.Logs.V1;
using Rotel.Arrow.Proto.Collector.Metrics.V1;
using Rotel.Arrow.Proto.Collector.Trace.V1;
using Rotel.Arrow.Testing;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Properties;

/// <summary>decode(encode(x)) = x through all forms.</summary>
[Properties(Arbitrary = [typeof(EdgeOtlp)], MaxTest = 60)]
public sealed class RoundTripProperties
{
    [Property]
    public void Traces_survive_bytes_tables_bytes(ExportTraceServiceRequest request) => AssertTables(request);

    [Property]
    public void Logs_survive_bytes_tables_bytes(ExportLogsServiceRequest request) => AssertTables(request);

    [Property]
    public void Metrics_survive_bytes_tables_bytes(ExportMetricsServiceRequest request) => AssertTables(request);

    [Property]
    public void Traces_survive_JSON_bytes_tables_bytes_JSON(ExportTraceServiceRequest request) => AssertJson(request);

    [Property]
    public void Logs_survive_JSON_bytes_tables_bytes_JSON(ExportLogsServiceRequest request) => AssertJson(request);

    [Property]
    public void Metrics_survive_JSON_bytes_tables_bytes_JSON(ExportMetricsServiceRequest request) => AssertJson(request);

    private static void AssertTables(IMessage request) =>
        Assert.Equal(TablesUnderTest.WithoutEmptyEnvelopes(request), Forms.ThroughTables(request));

    /// <summary>
    /// The first JSON is written of the message as columns keep it; both JSON texts must then be the same, byte by byte,
    /// and the bytes between them the message that Google.Protobuf knows.
    /// </summary>
    private static void AssertJson(IMessage request)
    {
        IMessage kept = TablesUnderTest.WithoutEmptyEnvelopes(request);
        Signal signal = Forms.SignalOf(request);
        using var tables = new TablesUnderTest(signal);
        byte[] json = Forms.ToJson(signal, kept.ToByteArray());
        byte[] bytes = Forms.FromJson(signal, json, tables.Pool);
        Assert.Equal(kept, GoogleParser.TryParse(signal, bytes));
        IMessage back = Forms.ThroughTables(tables, bytes);
        Assert.Equal(kept, back);
        Assert.Equal(json, Forms.ToJson(signal, back.ToByteArray()));
        tables.AssertClean();
    }
}
