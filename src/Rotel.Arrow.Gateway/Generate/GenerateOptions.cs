using System.Globalization;
using Rotel.Arrow.Config.Values;
using Rotel.Arrow.Exporters.Otlp;
using Rotel.Arrow.Pipeline;
using Rotel.Arrow.Transport.Http;

namespace Rotel.Arrow.Gateway.Generate;

/// <summary>What <c>rotel-arrow generate</c> is asked for.</summary>
internal sealed record GenerateOptions
{
    /// <summary>Most customer requests of one run, and most in a second.</summary>
    public const int MaxRequests = 100_000_000;
    private const int MaxRate = 100_000;

    /// <summary>Help, and the list of what exists.</summary>
    public const string Usage =
        """
        Usage: rotel-arrow generate [OPTIONS]

        Sends traces, metrics and logs of a small imaginary shop to a gateway over OTLP. Times are now; everything else
        depends on the seed alone.

          --endpoint URL
                Where to send. [default: http://localhost:4317, with --protocol http http://localhost:4318]
          --protocol grpc|http
                OTLP/gRPC, or OTLP/HTTP with protobuf. [default: grpc]
          --signals SIGNAL,...
                Of traces, metrics and logs. [default: all]
          --count N
                Customer requests to play, spread over the last minute; each leaves about six spans and a log record or
                three behind. [default: 1000]
          --duration DURATION
                Play requests as time goes by, for so long, in place of --count.
          --rate N
                Requests a second with --duration. [default: 100]
          --seed N
                The same number gives the same telemetry. [default: another one every time; it is printed]
          --batch N
                Spans or log records a message, 1 to 10000. [default: 100]

        """;

    /// <summary>Names of the options, without dashes; each takes one value.</summary>
    public static readonly IReadOnlyList<string> Names = ["endpoint", "protocol", "signals", "count", "duration", "rate", "seed", "batch"];

    public required HttpEndpoint Endpoint { get; init; }

    public OtlpProtocol Protocol { get; init; }

    public SignalSet Signals { get; init; } = SignalSet.All;

    /// <summary>Requests to play; with <see cref="Duration"/> no limit.</summary>
    public int Count { get; init; } = 1000;

    public TimeSpan? Duration { get; init; }

    public int Rate { get; init; } = 100;

    public ulong Seed { get; init; }

    public int BatchItems { get; init; } = 100;

    /// <summary>Reads the options by name without dashes; null for one that is not given. False with what is wrong.</summary>
    public static bool TryRead(Func<string, string?> given, ulong randomSeed, out GenerateOptions options, out string problem)
    {
        options = null!;
        string protocol = given("protocol") ?? "grpc";
        if (protocol is not ("grpc" or "http"))
        {
            problem = $"--protocol: {Quote(protocol)} is neither grpc nor http";
            return false;
        }

        string endpoint = given("endpoint") ?? (protocol == "grpc" ? "http://localhost:4317" : "http://localhost:4318");
        if (!HttpEndpoint.TryParse(endpoint, out HttpEndpoint target, out string error))
        {
            problem = $"--endpoint: {error}";
            return false;
        }

        if (!TryReadSignals(given("signals"), out SignalSet signals, out problem)
            || !TryReadNumber(given, "count", 1000, 1, MaxRequests, out int count, out problem)
            || !TryReadNumber(given, "rate", 100, 1, MaxRate, out int rate, out problem)
            || !TryReadNumber(given, "batch", 100, 1, 10_000, out int batch, out problem))
        {
            return false;
        }

        TimeSpan? duration = null;
        if (given("duration") is { } text)
        {
            if (!DurationText.TryParse(text, out TimeSpan parsed) || parsed <= TimeSpan.Zero)
            {
                problem = $"--duration: {Quote(text)} is not a duration above zero: {DurationText.Grammar}";
                return false;
            }

            if (given("count") is not null)
            {
                problem = "--count and --duration exclude each other";
                return false;
            }

            duration = parsed;
        }

        ulong seed = randomSeed;
        if (given("seed") is { } seedText && !ulong.TryParse(seedText, NumberStyles.None, CultureInfo.InvariantCulture, out seed))
        {
            problem = $"--seed: {Quote(seedText)} is not a whole number from 0 to {ulong.MaxValue}";
            return false;
        }

        options = new GenerateOptions
        {
            Endpoint = target, Protocol = protocol == "grpc" ? OtlpProtocol.Grpc : OtlpProtocol.HttpProtobuf, Signals = signals,
            Count = count, Rate = rate, BatchItems = batch, Duration = duration, Seed = seed,
        };
        return true;
    }

    private static bool TryReadSignals(string? text, out SignalSet signals, out string problem)
    {
        signals = SignalSet.All;
        problem = "";
        if (text is null)
        {
            return true;
        }

        signals = SignalSet.None;
        foreach (string word in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            signals |= word switch
            {
                "traces" => SignalSet.Traces,
                "metrics" => SignalSet.Metrics,
                "logs" => SignalSet.Logs,
                _ => SignalSet.None,
            };
            if (word is not ("traces" or "metrics" or "logs"))
            {
                problem = $"--signals: {Quote(word)} is not one of traces, metrics, logs";
                return false;
            }
        }

        problem = signals == SignalSet.None ? "--signals: name at least one of traces, metrics, logs" : "";
        return problem.Length == 0;
    }

    private static bool TryReadNumber(
        Func<string, string?> given, string name, int fallback, int least, int most, out int value, out string problem)
    {
        value = fallback;
        problem = "";
        if (given(name) is { } text
            && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) || value < least || value > most))
        {
            problem = $"--{name}: {Quote(text)} is not a whole number from {least} to {most}";
        }

        return problem.Length == 0;
    }

    private static string Quote(string text) => "'" + PrintableText.Shorten(text, 60) + "'";
}
