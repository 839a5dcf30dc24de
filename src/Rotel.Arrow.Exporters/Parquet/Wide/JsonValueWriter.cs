using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Rotel.Arrow.Otap.Views;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Exporters.Parquet.Wide;

/// <summary>
/// Maps and arrays as JSON, so that every reader can look into them: bytes are base64, doubles that JSON does not know
/// are the texts "NaN", "Infinity" and "-Infinity", no value is null. Keys that repeat are kept.
/// </summary>
/// <remarks>One thread. The text is valid until the next call.</remarks>
internal sealed class JsonValueWriter : IDisposable
{
    /// <summary>A larger buffer is let go after use.</summary>
    private const int KeptBytes = 1 << 20;

    private static readonly JsonWriterOptions Options = new()
    {
        // Neither HTML nor URLs here: text stays readable.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    private ArrayBufferWriter<byte> _buffer = new();
    private readonly Utf8JsonWriter _writer;

    public JsonValueWriter() => _writer = new Utf8JsonWriter(_buffer, Options);

    /// <summary>The JSON of a CBOR item.</summary>
    public ReadOnlySpan<byte> Write(ReadOnlySpan<byte> cbor)
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
        var visitor = new Visitor(_writer);
        CborValueWalk.Visit(cbor, ref visitor);
        _writer.Flush();
        return _buffer.WrittenSpan;
    }

    public void Dispose() => _writer.Dispose();

    private readonly struct Visitor(Utf8JsonWriter writer) : IValueVisitor
    {
        public void String(ReadOnlySpan<byte> utf8) => writer.WriteStringValue(utf8);

        public void Bool(bool value) => writer.WriteBooleanValue(value);

        public void Int(long value) => writer.WriteNumberValue(value);

        public void Double(double value)
        {
            if (double.IsFinite(value))
            {
                writer.WriteNumberValue(value);
            }
            else
            {
                writer.WriteStringValue(double.IsNaN(value) ? "NaN"u8 : value > 0 ? "Infinity"u8 : "-Infinity"u8);
            }
        }

        public void Bytes(ReadOnlySpan<byte> value) => writer.WriteBase64StringValue(value);

        public void Empty() => writer.WriteNullValue();

        public void BeginArray() => writer.WriteStartArray();

        public void EndArray() => writer.WriteEndArray();

        public void BeginMap() => writer.WriteStartObject();

        public void MapKey(ReadOnlySpan<byte> key) => writer.WritePropertyName(key);

        public void EndMap() => writer.WriteEndObject();
    }
}
