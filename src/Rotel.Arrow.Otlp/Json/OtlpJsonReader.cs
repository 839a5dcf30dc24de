using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Otlp.Schema;
using Rotel.Arrow.Otlp.Wire;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Otlp.Json;

/// <summary>
/// Reads one OTLP/JSON request (an Export*ServiceRequest or *Data object) and writes it as protobuf, without a tree in
/// between. What the specification (OTLP 1.11, "JSON Protobuf Encoding") leaves to proto3 JSON follows that mapping.
/// </summary>
/// <remarks>
/// <list type="table">
/// <item><term>keys</term><description>lowerCamelCase; snake_case too, as the Collector does; unknown ones are skipped</description></item>
/// <item><term>null</term><description>as if the key were absent; an error as an element of an array</description></item>
/// <item><term>duplicate keys</term><description>the last value wins; messages merge and arrays append, as in protobuf</description></item>
/// <item><term>oneof</term><description>two different members in one object are an error</description></item>
/// <item><term>integers</term><description>numbers or strings, all widths; 1.0 and 1e3 pass, 1.5 and out of range are errors</description></item>
/// <item><term>doubles</term><description>numbers, numeric strings, "NaN", "Infinity", "-Infinity"; overflow is an error</description></item>
/// <item><term>enums</term><description>numbers, or names as the Collector reads them; an unknown name is an error</description></item>
/// <item><term>trace and span ids</term><description>hex of either case; "" is unset; any other length is an error</description></item>
/// <item><term>other bytes</term><description>base64, standard or URL alphabet, padded or not</description></item>
/// <item><term>text</term><description>UTF-8; unpaired surrogate escapes are an error</description></item>
/// </list>
/// Defaults of fields without presence are not written. Thread-safe.
/// </remarks>
public static class OtlpJsonReader
{
    /// <summary>
    /// Most objects and arrays inside one another. An AnyValue that holds a key-value list takes four, so this is what 64
    /// of them need inside an attribute of an item.
    /// </summary>
    public const int MaxJsonDepth = (4 * OtlpSchema.MaxAnyValueDepth) + 16;

    private static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = MaxJsonDepth };

    /// <summary>Reads a request in contiguous bytes.</summary>
    /// <param name="signal">What the request must hold.</param>
    /// <param name="json">The whole body, UTF-8.</param>
    /// <param name="pool">Where the result is written.</param>
    /// <param name="maxBytes">Most bytes of the result, up to <see cref="ProtoWriter.MaxLimitBytes"/>.</param>
    public static OtlpJsonReadResult Read(Signal signal, ReadOnlySpan<byte> json, SlabPool pool, int maxBytes) =>
        Read(signal, new Utf8JsonReader(json, ReaderOptions), json.Length, pool, maxBytes);

    /// <summary>The same from the segments of a pipe.</summary>
    public static OtlpJsonReadResult Read(
        Signal signal, in ReadOnlySequence<byte> json, SlabPool pool, int maxBytes) =>
        json.IsSingleSegment
            ? Read(signal, json.FirstSpan, pool, maxBytes)
            : Read(signal, new Utf8JsonReader(json, ReaderOptions), json.Length, pool, maxBytes);

    private static OtlpJsonReadResult Read(Signal signal, Utf8JsonReader json, long length, SlabPool pool, int maxBytes)
    {
        using var writer = new ProtoWriter(pool, maxBytes);

        // Protobuf takes about half of the JSON; what is missing is added by growing.
        writer.Reserve((int)Math.Min(length / 2, maxBytes));
        var translator = new JsonToProto(json, writer);
        bool read;
        string? error;
        try
        {
            read = translator.TryReadRequest(OtlpSchema.Request(signal));
            error = translator.Error;
        }
        catch (JsonException exception)
        {
            read = false;
            error = string.Create(
                CultureInfo.InvariantCulture,
                $"not valid JSON, or nested too deep, at line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}");
        }

        if (writer.Overflowed)
        {
            return new OtlpJsonReadResult(
                OtlpJsonStatus.TooLarge,
                null,
                0,
                string.Create(CultureInfo.InvariantCulture, $"the request takes more than {maxBytes} bytes as protobuf"));
        }

        if (!read)
        {
            return new OtlpJsonReadResult(OtlpJsonStatus.Malformed, null, 0, error);
        }

        int written = writer.Length;
        return new OtlpJsonReadResult(OtlpJsonStatus.Ok, writer.Detach() ?? pool.Rent(0), written);
    }
}
