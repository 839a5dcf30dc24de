using Google.Protobuf;
using Microsoft.Extensions.Time.Testing;
using Rotel.Arrow.Otlp.Json;
using Rotel.Arrow.Pdata;
using Rotel.Arrow.Pipeline;
using Rotel.Arrow.Proto.Collector.Logs.V1;
using Rotel.Arrow.Proto.Collector.Metrics.V1;
using Rotel.Arrow.Proto.Collector.Trace.V1;
using Rotel.Arrow.Testing;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Exporters.Tests;

/// <summary>A folder, exporters that write into it, and the way to read what they wrote.</summary>
internal sealed class FileExporterUnderTest : IDisposable
{
    public TemporaryFolder Folder { get; } = new();

    public TestBatch Batches { get; } = new();

    public ListLogger Logger { get; } = new();

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    /// <summary>The folder of the files.</summary>
    public string Output => Folder.Of("out");

    /// <summary>Names of the files that hold telemetry, sorted.</summary>
    public IReadOnlyList<string> FileNames =>
        [.. Directory.GetFiles(Output, "*.jsonl").Select(static path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    public string PathOf(string signal) => Path.Combine(Output, signal + ".jsonl");

    public async Task<FileExporter> StartAsync(FileExporterOptions? options = null)
    {
        var exporter = new FileExporter(
            "file", (options ?? new FileExporterOptions()) with { OutputDirectory = Output }, Batches.Pool, Time, Logger);
        try
        {
            await exporter.StartAsync(CancellationToken.None);
            return exporter;
        }
        catch
        {
            await exporter.DisposeAsync();
            throw;
        }
    }

    public async Task<Outcome> SendAsync(FileExporter exporter, IMessage message)
    {
        PdataBatch batch = Batches.Of(message);
        try
        {
            return await exporter.ExportAsync(batch, CancellationToken.None);
        }
        finally
        {
            batch.Release();
        }
    }

    /// <summary>The messages of a file, a line each. Fails on anything that is not a whole line.</summary>
    public IReadOnlyList<IMessage> Read(string signal, string? fileName = null)
    {
        byte[] content = File.ReadAllBytes(fileName is null ? PathOf(signal) : Path.Combine(Output, fileName));
        var messages = new List<IMessage>();
        for (int start = 0; start < content.Length;)
        {
            int length = content.AsSpan(start).IndexOf((byte)'\n');
            Assert.True(length > 0, "The last line has no line feed.");
            messages.Add(Parse(signal, content.AsSpan(start, length)));
            start += length + 1;
        }

        return messages;
    }

    public void Dispose()
    {
        Batches.Dispose();
        Folder.Dispose();
    }

    private IMessage Parse(string signal, ReadOnlySpan<byte> json)
    {
        Signal kind = Enum.GetValues<Signal>().Single(value => value.Name() == signal);
        OtlpJsonReadResult result = OtlpJsonReader.Read(kind, json, Batches.Pool, 1 << 28);
        Assert.True(result.Status == OtlpJsonStatus.Ok, result.Message);
        ReadOnlySpan<byte> bytes = result.Slab!.GetSpan()[..result.LengthBytes];
        IMessage message = kind switch
        {
            Signal.Traces => ExportTraceServiceRequest.Parser.ParseFrom(bytes),
            Signal.Logs => ExportLogsServiceRequest.Parser.ParseFrom(bytes),
            _ => ExportMetricsServiceRequest.Parser.ParseFrom(bytes),
        };
        result.Slab.Release();
        return message;
    }
}
