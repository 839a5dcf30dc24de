using Google.Protobuf;
using Rotel.Arrow.Pipeline;
using Rotel.Arrow.Receivers.Otlp;
using Rotel.Arrow.Testing;

namespace Rotel.Arrow.Receivers.Tests.Otlp;

/// <summary>grpcio, grpc-js and grpc-go see the same statuses.</summary>
public sealed class ForeignClientTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();

    private static readonly OtlpReceiverOptions s_options = RunningReceiver.Defaults with { GrpcMaxMessageBytes = 4 << 20, HttpMaxMessageBytes = 4 << 20 };

    public static TheoryData<string, string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string, string>();
            foreach (string client in (string[])["python", "node"])
            {
                cases.Add(client, "good", "OK 0");
                cases.Add(client, "gzip", "OK 0");
                cases.Add(client, "deflate", "OK 0");
                cases.Add(client, "empty", "OK 0");
                cases.Add(client, "malformed", "INVALID_ARGUMENT not an export request");
                cases.Add(client, "oversized", "RESOURCE_EXHAUSTED the request of 4194309 bytes is longer than the limit of 4194304 bytes -");
                cases.Add(client, "overloaded", "UNAVAILABLE the byte budget is full details-bin");
                cases.Add(client, "unimplemented", "UNIMPLEMENTED no such service or method");
                cases.Add(client, "deadline", "DEADLINE_EXCEEDED");
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_gRPC_client_of_another_language_gets_the_right_status(string client, string kind, string expected)
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync(s_options);
        receiver.Ingress.WaitsForDelivery = kind == "deadline";
        receiver.Ingress.Refusal = kind == "overloaded" ? new Admission(null, TimeSpan.FromSeconds(1), "the byte budget is full") : null;
        byte[] request = new RandomOtlp(1, RandomOtlpOptions.Realistic).Traces().ToByteArray();
        string file = Path.Combine(_folder.FullPath, "request.pb");
        await File.WriteAllBytesAsync(file, request, TestContext.Current.CancellationToken);

        string[] arguments = [receiver.GrpcAddress, file, kind];
        await using ChildProcess process = client == "python"
            ? ForeignTools.StartPython(Script("export.py"), arguments)
            : ForeignTools.StartNode(Script("export.js"), arguments);
        Assert.True(await process.WaitForExitAsync(s_patience) == 0, string.Join('\n', process.StandardError));

        string answer = process.StandardOutput.Single(line => line.Length > 0);
        Assert.StartsWith(expected, answer, StringComparison.Ordinal);
        if (kind is "good" or "gzip" or "deflate")
        {
            Assert.Equal(request, Assert.Single(receiver.Ingress.Requests).Bytes);
        }
    }

    [Theory]
    [InlineData("grpc")]
    [InlineData("grpc", "--gzip")]
    [InlineData("grpc", "--zstd")]
    [InlineData("http")]
    [InlineData("http", "--gzip")]
    [InlineData("http", "--zstd")]
    [InlineData("json")]
    [InlineData("json", "--gzip")]
    public async Task The_reference_sender_delivers_every_signal(string protocol, params string[] more)
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync(s_options);
        foreach (string signal in (string[])["traces", "logs", "metrics"])
        {
            string file = Path.Combine(_folder.FullPath, signal + ".pb");
            await Peers.RunSuccessfullyAsync("otlp", "gen", "--signal", signal, "--items", "50", "--seed", "3", "--profile", "edge", "--out", file);
            await Peers.RunSuccessfullyAsync(
                ["otlp", "send", "--to", protocol == "grpc" ? receiver.GrpcAddress : receiver.HttpAddress, "--proto", protocol, .. more, file]);
            SubmittedRequest submitted = receiver.Ingress.Requests[^1];
            Assert.Equal(50, submitted.Items);
            byte[] sent = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
            await OtlpDiff.AssertEqualAsync(
                [FakeIngress.Parse(submitted.Signal, sent)], [FakeIngress.Parse(submitted.Signal, submitted.Bytes)]);
        }
    }

    [Fact]
    public async Task The_reference_sender_is_told_of_overload_and_size()
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync(s_options with { GrpcMaxMessageBytes = 1000, HttpMaxMessageBytes = 1000 });
        string file = Path.Combine(_folder.FullPath, "traces.pb");
        await Peers.RunSuccessfullyAsync("otlp", "gen", "--signal", "traces", "--items", "50", "--out", file);

        PeerResult tooLarge = await Peers.RunAsync("otlp", "send", "--to", receiver.GrpcAddress, file);
        Assert.Contains("ResourceExhausted", tooLarge.StandardOutput + tooLarge.StandardError, StringComparison.OrdinalIgnoreCase);
        PeerResult tooLargeHttp = await Peers.RunAsync("otlp", "send", "--to", receiver.HttpAddress, "--proto", "http", file);
        Assert.Contains("413", tooLargeHttp.StandardOutput + tooLargeHttp.StandardError, StringComparison.Ordinal);

        receiver.Ingress.Refusal = new Admission(null, TimeSpan.FromSeconds(1), "the byte budget is full");
        string small = Path.Combine(_folder.FullPath, "small.pb");
        await Peers.RunSuccessfullyAsync("otlp", "gen", "--signal", "traces", "--items", "1", "--out", small);
        PeerResult overloaded = await Peers.RunAsync("otlp", "send", "--to", receiver.GrpcAddress, small);
        Assert.Contains("Unavailable", overloaded.StandardOutput + overloaded.StandardError, StringComparison.OrdinalIgnoreCase);
    }

    public void Dispose() => _folder.Dispose();

    private static string Script(string name) => Path.Combine(AppContext.BaseDirectory, "Otlp", "Scripts", name);
}
