using Rotel.Arrow.Otap.Cbor;
using Rotel.Arrow.Otap.FromOtlp;

namespace Rotel.Arrow.Otap.FromRecords;

/// <summary>
/// Rewrites the CBOR of a peer (otap.md 4.5) as ours: indefinite lengths, text keys, 64-bit floats, valid UTF-8. Taken
/// are definite and indefinite arrays, maps and strings, floats of all widths, null keys (as ""), undefined (as empty).
/// Not taken are other keys, tags (ours would come in with them), integers above 63 bits, nesting above 64 levels, and
/// anything cut short. What stands behind the item is not looked at, as in both known peers.
/// </summary>
internal static class ReceivedCbor
{
    /// <summary>False when the item is not an array or a map of OTLP values; the writer then holds a part of it.</summary>
    public static bool TryRewrite(ReadOnlySpan<byte> cbor, CborWriter writer, out bool isMap)
    {
        writer.Clear();
        var reader = new CborReader(cbor);
        CborKind kind = reader.Read();
        isMap = kind == CborKind.Map;
        return kind is CborKind.Map or CborKind.Array && TryItem(ref reader, kind, writer, depth: 1);
    }

    private static bool TryItem(ref CborReader reader, CborKind kind, CborWriter writer, int depth)
    {
        switch (kind)
        {
            case CborKind.Unsigned:
                writer.Int(reader.Argument);
                return true;
            case CborKind.Negative:
                writer.Int(~reader.Argument);
                return true;
            case CborKind.Bytes:
                writer.Bytes(reader.Content);
                return true;
            case CborKind.Text:
                writer.Text(RecordsContext.Repair(reader.Content));
                return true;
            case CborKind.Chunks:
                return TryChunks(ref reader, out bool isText, out byte[] content) && Write(writer, isText, content);
            case CborKind.Bool:
                writer.Bool(reader.Argument != 0);
                return true;
            case CborKind.Double:
                writer.Double(reader.Double);
                return true;
            case CborKind.Null or CborKind.Undefined:
                writer.Null();
                return true;
            case CborKind.Array or CborKind.Map:
                return depth < AnyValueDecoder.MaxDepth && TryContainer(ref reader, kind, writer, depth);
            default:
                return false;
        }
    }

    private static bool TryContainer(ref CborReader reader, CborKind container, CborWriter writer, int depth)
    {
        long left = reader.Argument;
        if (container == CborKind.Map)
        {
            writer.BeginMap();
        }
        else
        {
            writer.BeginArray();
        }

        for (; left != 0; left -= left > 0 ? 1 : 0)
        {
            CborKind kind = reader.Read();
            if (kind == CborKind.Break && left < 0)
            {
                break;
            }

            if (container == CborKind.Map)
            {
                if (!TryKey(ref reader, kind, writer))
                {
                    return false;
                }

                kind = reader.Read();
            }

            if (!TryItem(ref reader, kind, writer, depth + 1))
            {
                return false;
            }
        }

        writer.End();
        return true;
    }

    private static bool TryKey(ref CborReader reader, CborKind kind, CborWriter writer)
    {
        switch (kind)
        {
            case CborKind.Text:
                writer.Text(RecordsContext.Repair(reader.Content));
                return true;
            case CborKind.Null:
                writer.Text(default);
                return true;
            case CborKind.Chunks:
                return TryChunks(ref reader, out bool isText, out byte[] content) && isText && Write(writer, true, content);
            default:
                return false;
        }
    }

    /// <summary>A string of indefinite length: definite ones of the same kind up to a break.</summary>
    private static bool TryChunks(ref CborReader reader, out bool isText, out byte[] content)
    {
        isText = reader.Argument == 3;
        content = [];
        CborKind expected = isText ? CborKind.Text : CborKind.Bytes;
        using var joined = new MemoryStream();
        while (true)
        {
            CborKind kind = reader.Read();
            if (kind == CborKind.Break)
            {
                content = joined.ToArray();
                return true;
            }

            if (kind != expected)
            {
                return false;
            }

            joined.Write(reader.Content);
        }
    }

    private static bool Write(CborWriter writer, bool isText, byte[] content)
    {
        if (isText)
        {
            writer.Text(RecordsContext.Repair(content));
        }
        else
        {
            writer.Bytes(content);
        }

        return true;
    }
}
