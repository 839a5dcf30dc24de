using Rotel.Arrow.Proto.Collector.Logs.V1;
using Rotel.Arrow.Proto.Collector.Metrics.V1;
using Rotel.Arrow.Proto.Collector.Trace.V1;
using Rotel.Arrow.Proto.Common.V1;
using Rotel.Arrow.Proto.Resource.V1;
using Rotel.Arrow.Testing;

namespace Rotel.Arrow.Interop;

/// <summary>
/// Scenario: <c>--otel-resource-attributes</c> is given while all signals arrive over all protocols. Guarantee: every
/// resource at the other end has the attributes, whatever form the gateway holds it in, and the items are all there.
/// </summary>
public sealed class ResourceAttributesTests(GeneratedTelemetry telemetry) : IClassFixture<GeneratedTelemetry>
{
    [Theory]
    [InlineData("auto")]
    [InlineData("columns")]
    public async Task Every_resource_that_arrives_has_them(string pdata)
    {
        Peers.Require();
        await using Chain chain = await Chain.StartAsync(
            "grpc", "--pdata", pdata, "--otel-resource-attributes", "service.name=replaced,region=eu-1");
        foreach (string protocol in GeneratedTelemetry.Protocols)
        {
            await chain.SendAsync(protocol, telemetry.FilesFor(protocol));
        }

        await chain.StopAsync();

        List<Resource> resources = [];
        int items = 0;
        foreach (string file in Directory.GetFiles(chain.Received))
        {
            byte[] bytes = File.ReadAllBytes(file);
            if (Path.GetFileName(file).StartsWith("traces", StringComparison.Ordinal))
            {
                var request = ExportTraceServiceRequest.Parser.ParseFrom(bytes);
                resources.AddRange(request.ResourceSpans.Select(static envelope => envelope.Resource));
                items += OtlpItems.Count(request);
            }
            else if (Path.GetFileName(file).StartsWith("logs", StringComparison.Ordinal))
            {
                var request = ExportLogsServiceRequest.Parser.ParseFrom(bytes);
                resources.AddRange(request.ResourceLogs.Select(static envelope => envelope.Resource));
                items += OtlpItems.Count(request);
            }
            else
            {
                var request = ExportMetricsServiceRequest.Parser.ParseFrom(bytes);
                resources.AddRange(request.ResourceMetrics.Select(static envelope => envelope.Resource));
                items += OtlpItems.Count(request);
            }
        }

        Assert.Equal(GeneratedTelemetry.Protocols.Sum(protocol => telemetry.FilesFor(protocol).Count) * GeneratedTelemetry.ItemsOfRequest, items);
        Assert.True(resources.Count > 20, $"{resources.Count} resources");
        Assert.All(resources, static resource =>
        {
            Assert.Equal("replaced", Assert.Single(resource.Attributes, static pair => pair.Key == "service.name").Value.StringValue);
            Assert.Equal(new AnyValue { StringValue = "eu-1" }, Assert.Single(resource.Attributes, static pair => pair.Key == "region").Value);
        });
    }
}
