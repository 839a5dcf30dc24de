using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Rotel.Arrow.Otlp.Schema;
using Rotel.Arrow.Otlp.Wire;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Otlp.Json;

/// <summary>
/// Writes OTLP protobuf as one OTLP/JSON object on one line, without a line end: a request body, or a line of a file.
/// </summary>
/// <remarks>
/// lowerCamelCase keys in the order of field numbers; 64-bit integers as strings; enums as numbers; ids in lower-case
/// hex; other bytes in base64; NaN and infinities as strings. Fields with presence are written whenever they are set,
/// even to their default; others only when they differ from it. Text beyond ASCII is written as it is. Unknown fields
/// are left out. Thread-safe.
/// </remarks>
public static class OtlpJsonWriter
{
    // Depth is bounded by the AnyValue cap; what is written is balanced by construction.
    private static readonly JsonWriterOptions WriterOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    /// <summary>Writes a whole batch as one object.</summary>
    /// <exception cref="InvalidDataException">A piece did not pass the validator; the output is incomplete.</exception>
    public static void Write(OtlpBytes batch, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output, WriterOptions);
        FieldSchema groups = Begin(batch.Signal, json);
        bool any = false;
        for (int i = 0; i < batch.PieceCount; i++)
        {
            WriteGroups(groups, batch[i].Span, json, ref any);
        }

        End(json, any);
    }

    /// <summary>Writes one request.</summary>
    /// <exception cref="InvalidDataException">The request did not pass the validator; the output is incomplete.</exception>
    public static void Write(Signal signal, ReadOnlySpan<byte> request, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output, WriterOptions);
        FieldSchema groups = Begin(signal, json);
        bool any = false;
        WriteGroups(groups, request, json, ref any);
        End(json, any);
    }

    private static FieldSchema Begin(Signal signal, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        return OtlpSchema.Request(signal).Find(OtlpFields.Request.ResourceGroups)!;
    }

    private static void WriteGroups(FieldSchema groups, ReadOnlySpan<byte> request, Utf8JsonWriter json, ref bool any)
    {
        var translator = new ProtoToJson(request, json);
        var reader = new ProtoReader(request);
        ReadStatus status;
        while ((status = reader.ReadField(out WireField wire)) == ReadStatus.Field)
        {
            if (wire.Number != groups.Number)
            {
                continue;
            }

            if (!any)
            {
                json.WritePropertyName(groups.JsonText);
                json.WriteStartArray();
                any = true;
            }

            if (wire.Type != WireType.LengthDelimited || !translator.TryWriteObject(groups.Message!, wire.ValueStart, wire.End))
            {
                ThrowInvalid();
            }
        }

        if (status == ReadStatus.Malformed)
        {
            ThrowInvalid();
        }
    }

    private static void End(Utf8JsonWriter json, bool any)
    {
        if (any)
        {
            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.Flush();
    }

    private static void ThrowInvalid() =>
        throw new InvalidDataException("A request that did not pass the validator was given to the JSON writer.");
}
