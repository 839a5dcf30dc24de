using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Reflection.V1;
using Rotel.Arrow.Proto.Collector.Logs.V1;
using Rotel.Arrow.Proto.Collector.Metrics.V1;
using Rotel.Arrow.Proto.Collector.Trace.V1;
using Rotel.Arrow.Receivers.Otlp;
using Rotel.Arrow.Testing;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Receivers.Tests.Otlp;

/// <summary>What tools like grpcurl learn, and that it is what proto/ says.</summary>
public sealed class ReflectionTests
{
    [Fact]
    public void The_embedded_descriptors_are_those_of_the_definition_files()
    {
        byte[] expected = Generate();
        if (Environment.GetEnvironmentVariable("ROTEL_REGENERATE") is { Length: > 0 })
        {
            File.WriteAllBytes(RepositoryRoot.Of("src/Rotel.Arrow.Receivers/Otlp/otlp-descriptors.binpb"), expected);
        }

        using Stream embedded = typeof(OtlpReceiver).Assembly.GetManifestResourceStream(OtlpDescriptors.ResourceName)!;
        using var actual = new MemoryStream();
        embedded.CopyTo(actual);
        Assert.True(
            expected.AsSpan().SequenceEqual(actual.ToArray()),
            "proto/ has changed: run this test with ROTEL_REGENERATE=1 and build again.");
    }

    [Fact]
    public async Task The_services_that_are_served_are_listed_and_described()
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync(
            ingress: static pool => new FakeIngress(pool) { Signals = [Signal.Traces, Signal.Logs] });
        using GrpcChannel channel = GrpcCalls.Channel(receiver);
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        var client = new ServerReflection.ServerReflectionClient(channel);
        using AsyncDuplexStreamingCall<ServerReflectionRequest, ServerReflectionResponse> call = client.ServerReflectionInfo(cancellationToken: cancellation);

        await call.RequestStream.WriteAsync(new ServerReflectionRequest { ListServices = "" }, cancellation);
        Assert.True(await call.ResponseStream.MoveNext(cancellation));
        Assert.Equal(
            ["grpc.health.v1.Health", "opentelemetry.proto.collector.logs.v1.LogsService", "opentelemetry.proto.collector.trace.v1.TraceService"],
            call.ResponseStream.Current.ListServicesResponse.Service.Select(service => service.Name).Order(StringComparer.Ordinal));

        await call.RequestStream.WriteAsync(new ServerReflectionRequest { FileContainingSymbol = "opentelemetry.proto.trace.v1.Span" }, cancellation);
        Assert.True(await call.ResponseStream.MoveNext(cancellation));
        FileDescriptorProto file = call.ResponseStream.Current.FileDescriptorResponse.FileDescriptorProto
            .Select(bytes => FileDescriptorProto.Parser.ParseFrom(bytes))
            .Single(found => found.Name == "opentelemetry/proto/trace/v1/trace.proto");
        Assert.Contains(file.MessageType, message => message.Name == "Span");

        // A client that leaves its call open does not hold up the stop.
        await receiver.StopAsync();
    }

    [Fact]
    public async Task Older_tools_are_answered_too()
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync();
        using GrpcChannel channel = GrpcCalls.Channel(receiver);
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        var client = new Grpc.Reflection.V1Alpha.ServerReflection.ServerReflectionClient(channel);
        using var call = client.ServerReflectionInfo(cancellationToken: cancellation);
        await call.RequestStream.WriteAsync(new Grpc.Reflection.V1Alpha.ServerReflectionRequest { ListServices = "" }, cancellation);
        Assert.True(await call.ResponseStream.MoveNext(cancellation));
        Assert.Equal(4, call.ResponseStream.Current.ListServicesResponse.Service.Count);
    }

    /// <summary>The files of the three services and what they import, each after its imports.</summary>
    private static byte[] Generate()
    {
        var files = new FileDescriptorSet();
        var seen = new HashSet<string>();
        foreach (FileDescriptor file in (FileDescriptor[])[TraceServiceReflection.Descriptor, MetricsServiceReflection.Descriptor, LogsServiceReflection.Descriptor])
        {
            Add(file);
        }

        return files.ToByteArray();

        void Add(FileDescriptor file)
        {
            foreach (FileDescriptor import in file.Dependencies)
            {
                Add(import);
            }

            if (seen.Add(file.Name))
            {
                files.File.Add(FileDescriptorProto.Parser.ParseFrom(file.SerializedData));
            }
        }
    }
}
