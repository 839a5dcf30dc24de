using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Rotel.Arrow.Otap.Views;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Exporters.ClickHouse.Attributes;

/// <summary>
/// Values as JSON text: bytes are hexadecimal digits, doubles that JSON does not know the texts "NaN", "Infinity" and
/// "-Infinity". Keys that repeat are kept.
/// </summary>
/// <remarks>One thread. A text is valid until the next one is begun.</remarks>
internal sealed class JsonTextWriter : IValueVisitor, IDisposable
{
    /// <summary>A larger buffer is let go after use.</summary>
    private const int KeptBytes = 1 << 20;

    private static readonly JsonWriterOptions Options = new()
    {
        // Neither HTML nor URLs here: text stays readable.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,

        // Values nest 64 deep, and a key/value list of attributes is around them.
        MaxDepth = ViewLimits.MaxValueDepth + 4,
    };

    private ArrayBufferWriter<byte> _buffer = new();
    private readonly Utf8JsonWriter _writer;

    public JsonTextWriter() => _writer = new Utf8JsonWriter(_buffer, Options);

    /// <summary>Starts a new text.</summary>
    public void Begin()
    {
        if (_buffer.Capacity > KeptBytes)
        {
            _buffer = new ArrayBufferWriter<byte>();
        }
        else
        {
            _buffer.ResetWrittenCount();
        }

        _writer.Reset(_buffer);
    }

    /// <summary>The text so far.</summary>
    public ReadOnlySpan<byte> End()
    {
        _writer.Flush();
        return _buffer.WrittenSpan;
    }

    /// <summary>The text of one CBOR item.</summary>
    public ReadOnlySpan<byte> Write(ReadOnlySpan<byte> cbor)
    {
        Begin();
        Item(cbor);
        return End();
    }

    /// <summary>One CBOR item as the next value.</summary>
    public void Item(ReadOnlySpan<byte> cbor)
    {
        JsonTextWriter visitor = this;
        CborValueWalk.Visit(cbor, ref visitor);
    }

    public void String(ReadOnlySpan<byte> utf8) => _writer.WriteStringValue(utf8);

    public void Bool(bool value) => _writer.WriteBooleanValue(value);

    public void Int(long value) => _writer.WriteNumberValue(value);

    public void Double(double value)
    {
        if (double.IsFinite(value))
        {
            _writer.WriteNumberValue(value);
        }
        else
        {
            _writer.WriteStringValue(ScalarText.NonFinite(value));
        }
    }

    public void Bytes(ReadOnlySpan<byte> value) => _writer.WriteStringValue(Convert.ToHexString(value));

    public void Empty() => _writer.WriteNullValue();

    public void BeginArray() => _writer.WriteStartArray();

    public void EndArray() => _writer.WriteEndArray();

    public void BeginMap() => _writer.WriteStartObject();

    public void MapKey(ReadOnlySpan<byte> key) => _writer.WritePropertyName(key);

    public void EndMap() => _writer.WriteEndObject();

    public void Dispose() => _writer.Dispose();
}
