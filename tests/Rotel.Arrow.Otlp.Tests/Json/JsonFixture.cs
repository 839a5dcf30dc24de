using System.Buffers;
using System.Text;
using Google.Protobuf;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Otlp.Json;
using Rotel.Arrow.Otlp.Validation;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Otlp.Tests.Json;

/// <summary>Reading and writing OTLP/JSON in one call each, with all memory given back.</summary>
internal static class JsonFixture
{
    private const int LimitBytes = 64 << 20;

    /// <summary>The request as protobuf; fails the test when it is refused, or not valid protobuf.</summary>
    internal static byte[] Read(Signal signal, ReadOnlySpan<byte> json)
    {
        (OtlpJsonReadResult result, byte[] bytes) = TryRead(signal, json);
        Assert.True(result.Status == OtlpJsonStatus.Ok, $"{result.Message} in {Encoding.UTF8.GetString(json)}");
        return bytes;
    }

    internal static byte[] Read(Signal signal, string json) => Read(signal, Encoding.UTF8.GetBytes(json));

    internal static IMessage ReadMessage(Signal signal, string json) => Oracle.Parse(signal, Read(signal, json));

    /// <summary>The message of the error; fails the test when there is none.</summary>
    internal static string Error(Signal signal, string json)
    {
        (OtlpJsonReadResult result, _) = TryRead(signal, Encoding.UTF8.GetBytes(json));
        Assert.Equal(OtlpJsonStatus.Malformed, result.Status);
        return result.Message!;
    }

    /// <summary>Reads from one span and from segments of 3 and 17 bytes, which must agree.</summary>
    internal static (OtlpJsonReadResult Result, byte[] Bytes) TryRead(Signal signal, ReadOnlySpan<byte> json)
    {
        using var pool = new SlabPool(new ByteBudget(1 << 30));
        (OtlpJsonReadResult result, byte[] bytes) = Take(OtlpJsonReader.Read(signal, json, pool, LimitBytes));
        foreach (int segmentBytes in json.Length > 1 ? (int[])[3, 17] : [])
        {
            ReadOnlySequence<byte> segments = Segments.Of(json.ToArray(), segmentBytes);
            (OtlpJsonReadResult other, byte[] otherBytes) = Take(OtlpJsonReader.Read(signal, segments, pool, LimitBytes));
            Assert.Equal(result.Status, other.Status);
            Assert.Equal(bytes, otherBytes);
        }

        Assert.Equal(0, pool.LiveSlabs);
        if (result.Status == OtlpJsonStatus.Ok)
        {
            OtlpValidation validation = OtlpValidator.Validate(signal, bytes);
            Assert.True(validation.Validity == OtlpValidity.Ok, validation.Message);
        }
        else
        {
            Assert.False(string.IsNullOrEmpty(result.Message));
        }

        return (result, bytes);
    }

    internal static string Write(Signal signal, ReadOnlySpan<byte> request)
    {
        var output = new ArrayBufferWriter<byte>();
        OtlpJsonWriter.Write(signal, request, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static (OtlpJsonReadResult Result, byte[] Bytes) Take(OtlpJsonReadResult result)
    {
        Assert.Equal(result.Status == OtlpJsonStatus.Ok, result.Slab is not null);
        byte[] bytes = result.Slab?.GetSpan()[..result.LengthBytes].ToArray() ?? [];
        result.Slab?.Release();
        return (result with { Slab = null }, bytes);
    }
}
