using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Google.Protobuf;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Otlp.Json;
using Rotel.Arrow.Otlp.Schema;
using Rotel.Arrow.Otlp.Splitting;
using Rotel.Arrow.Otlp.Validation;
using Rotel.Arrow.Testing;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Otlp.Tests;

/// <summary>
/// Broken requests through everything that takes bytes from outside: nothing but the documented exceptions, no memory
/// kept, and whatever comes out is valid. A fixed seed in the suite; ROTEL_FUZZ_SECONDS makes it go on with other seeds.
/// </summary>
public sealed class FuzzTests
{
    private const int Iterations = 20_000;
    private const int LimitBytes = 1 << 20;

    private readonly SlabPool _pool = new(new ByteBudget(1 << 28));

    [Fact]
    public void Broken_protobuf_harms_nothing()
    {
        Run(1, static (_, bytes) => bytes, CheckProtobuf);
    }

    [Fact]
    public void Broken_JSON_harms_nothing()
    {
        Run(2, ToJson, (signal, json, _) => CheckJson(signal, json));
    }

    private void Run(int seed, Func<Signal, byte[], byte[]> prepare, Action<Signal, byte[], Random> check)
    {
        var clock = Stopwatch.StartNew();
        double seconds = double.TryParse(
            Environment.GetEnvironmentVariable("ROTEL_FUZZ_SECONDS"), CultureInfo.InvariantCulture, out double given) ? given : 0;
        for (int round = 0; round == 0 || clock.Elapsed.TotalSeconds < seconds; round++)
        {
            Round(seed + (round * 1000), prepare, check);
        }
    }

    private void Round(int seed, Func<Signal, byte[], byte[]> prepare, Action<Signal, byte[], Random> check)
    {
        var random = new RandomOtlp(seed, RandomOtlpOptions.Edge with { Items = 2, LargeValueBytes = 300, WrongIdLengths = seed % 3 == 0 });
        var mutator = new ByteMutator(seed);
        var numbers = new Random(seed);

        // Making a request costs more than breaking it: each of a few is broken many times.
        byte[][][] requests = [.. Enum.GetValues<Signal>().Select(
            signal => Enumerable.Range(0, 60).Select(_ => prepare(signal, Oracle.RandomRequest(random, signal))).ToArray())];
        for (int i = 0; i < Iterations; i++)
        {
            var signal = (Signal)(i % SignalNames.Count);
            byte[][] own = requests[(int)signal];
            byte[] input = mutator.Mutate(own[numbers.Next(own.Length)], own[numbers.Next(own.Length)]);
            try
            {
                check(signal, input, numbers);
                Assert.Equal(0, _pool.LiveSlabs);
            }
            catch (Exception e)
            {
                Assert.Fail($"seed {seed}, iteration {i}, {signal}, input {Convert.ToHexString(input)}: {e}");
            }
        }
    }

    private void CheckProtobuf(Signal signal, byte[] bytes, Random numbers)
    {
        OtlpValidation validation = OtlpValidator.Validate(signal, bytes);
        Assert.Equal(validation, OtlpValidator.ValidateByTable(OtlpSchema.Request(signal), bytes));
        bool filtered = OtlpFilter.TryFilter(signal, bytes, _pool, out OtlpFilterResult result);
        byte[] kept = result.Slab?.GetSpan()[..result.LengthBytes].ToArray() ?? [];
        result.Slab?.Release();

        if (validation.Validity == OtlpValidity.Malformed)
        {
            // These may answer anything that they document.
            TrySplit(signal, bytes, new OtlpSplitLimits(2, 300));
            TryToJson(signal, bytes);
            return;
        }

        Assert.True(filtered);
        Assert.Equal(validation.InvalidItemCount, result.RejectedItems);
        Assert.Equal(validation.ItemCount - validation.InvalidItemCount, result.AcceptedItems);
        Assert.Equal(new OtlpValidation(OtlpValidity.Ok, result.AcceptedItems), OtlpValidator.Validate(signal, kept));
        IMessage message = Oracle.Parse(signal, kept);
        Assert.Equal(result.AcceptedItems, Oracle.Count(message));

        var limits = new OtlpSplitLimits(numbers.Next(1, 4), numbers.Next(1, kept.Length + 2));
        List<byte[]> pieces = TrySplit(signal, kept, limits)!;
        Assert.Equal(result.AcceptedItems, pieces.Sum(piece => OtlpValidator.Validate(signal, piece).ItemCount));
        Assert.All(pieces, piece => Assert.Equal(OtlpValidity.Ok, OtlpValidator.Validate(signal, piece).Validity));

        // JSON has no unknown fields and one NaN: its text is the measure.
        byte[] json = ToJson(signal, kept);
        Assert.Equal(json, ToJson(signal, ReadOk(signal, json)));
    }

    private void CheckJson(Signal signal, byte[] json)
    {
        OtlpJsonReadResult result = OtlpJsonReader.Read(signal, json, _pool, LimitBytes);
        byte[] bytes = Take(result);
        ReadOnlySequence<byte> segments = Segments.Of(json, 11);
        OtlpJsonReadResult other = OtlpJsonReader.Read(signal, segments, _pool, LimitBytes);
        Assert.Equal(bytes, Take(other));
        Assert.Equal(result.Status, other.Status);
        if (result.Status == OtlpJsonStatus.Ok)
        {
            Assert.Equal(OtlpValidity.Ok, OtlpValidator.Validate(signal, bytes).Validity);
            byte[] again = ToJson(signal, bytes);
            Assert.Equal(again, ToJson(signal, ReadOk(signal, again)));
        }
        else
        {
            Assert.NotNull(result.Message);
        }
    }

    private byte[] ReadOk(Signal signal, byte[] json)
    {
        OtlpJsonReadResult result = OtlpJsonReader.Read(signal, json, _pool, LimitBytes);
        Assert.True(result.Status == OtlpJsonStatus.Ok, $"{result.Message}: {Encoding.UTF8.GetString(json)}");
        return Take(result);
    }

    private static byte[] Take(OtlpJsonReadResult result)
    {
        byte[] bytes = result.Slab?.GetSpan()[..result.LengthBytes].ToArray() ?? [];
        result.Slab?.Release();
        return bytes;
    }

    private static byte[] ToJson(Signal signal, byte[] bytes)
    {
        var output = new ArrayBufferWriter<byte>();
        OtlpJsonWriter.Write(signal, WithoutInvalid(signal, bytes), output);
        return output.WrittenSpan.ToArray();
    }

    private static byte[] WithoutInvalid(Signal signal, byte[] bytes)
    {
        if (OtlpValidator.Validate(signal, bytes).Validity == OtlpValidity.Ok)
        {
            return bytes;
        }

        using var pool = new SlabPool(new ByteBudget(1 << 28));
        Assert.True(OtlpFilter.TryFilter(signal, bytes, pool, out OtlpFilterResult result));
        byte[] kept = result.Slab?.GetSpan()[..result.LengthBytes].ToArray() ?? [];
        result.Slab?.Release();
        return kept;
    }

    private static void TryToJson(Signal signal, byte[] bytes)
    {
        try
        {
            OtlpJsonWriter.Write(signal, bytes, new ArrayBufferWriter<byte>());
        }
        catch (InvalidDataException)
        {
        }
    }

    private List<byte[]>? TrySplit(Signal signal, byte[] bytes, OtlpSplitLimits limits)
    {
        var pieces = new List<OtlpPiece>();
        try
        {
            OtlpSplitter.Split(signal, bytes, limits, _pool, pieces);
        }
        catch (InvalidDataException)
        {
            Assert.Empty(pieces);
            return null;
        }

        return pieces.ConvertAll(static piece =>
        {
            byte[] copy = piece.Slab.GetSpan()[..piece.LengthBytes].ToArray();
            piece.Slab.Release();
            return copy;
        });
    }
}
