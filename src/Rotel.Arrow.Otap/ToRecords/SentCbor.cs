using Rotel.Arrow.Otap.Cbor;

namespace Rotel.Arrow.Otap.ToRecords;

/// <summary>
/// Rewrites a nested value for peers: our extensions (values without a value, dictionary references) become null, and
/// what the Go consumer would refuse without telling anybody (nesting above 32 levels, more than 131,072 members) too.
/// </summary>
internal static class SentCbor
{
    private const int MaxDepth = 31, MaxMembers = 131_072;

    /// <summary>False when the item is not one of ours; the writer then holds a part of it. Counts values that became null.</summary>
    public static bool TryRewrite(ReadOnlySpan<byte> cbor, CborWriter writer, ref long lost)
    {
        writer.Clear();
        var reader = new CborReader(cbor);
        return TryItem(ref reader, reader.Read(), writer, 1, ref lost);
    }

    private static bool TryItem(ref CborReader reader, CborKind kind, CborWriter? writer, int depth, ref long lost)
    {
        switch (kind)
        {
            case CborKind.Unsigned:
                writer?.Int(reader.Argument);
                return true;
            case CborKind.Negative:
                writer?.Int(~reader.Argument);
                return true;
            case CborKind.Bytes:
                writer?.Bytes(reader.Content);
                return true;
            case CborKind.Text:
                writer?.Text(reader.Content);
                return true;
            case CborKind.Bool:
                writer?.Bool(reader.Argument != 0);
                return true;
            case CborKind.Double:
                writer?.Double(reader.Double);
                return true;
            case CborKind.Null or CborKind.Undefined:
                writer?.Null();
                return true;
            case CborKind.Tag when reader.Argument == CborWriter.StrindexTag:
                lost++;
                writer?.Null();
                return reader.Read() is CborKind.Unsigned or CborKind.Negative;
            case CborKind.Array or CborKind.Map:
                return TryContainer(ref reader, kind == CborKind.Map, writer, depth, ref lost);
            default:
                return false;
        }
    }

    private static bool TryContainer(ref CborReader reader, bool isMap, CborWriter? writer, int depth, ref long lost)
    {
        if (depth > FromOtlp.AnyValueDecoder.MaxDepth + 1)
        {
            return false;
        }

        if (writer is not null && depth > MaxDepth)
        {
            lost++;
            writer.Null();
            writer = null;
        }

        CborWriter? members = writer;
        if (isMap)
        {
            writer?.BeginMap();
        }
        else
        {
            writer?.BeginArray();
        }

        long left = reader.Argument;
        for (int count = 0; left != 0; left -= left > 0 ? 1 : 0, count++)
        {
            CborKind kind = reader.Read();
            if (kind == CborKind.Break && left < 0)
            {
                break;
            }

            if (count == MaxMembers)
            {
                lost++;
                members = null;
            }

            if (isMap)
            {
                if (!TryKey(ref reader, kind, members, ref lost))
                {
                    return false;
                }

                kind = reader.Read();
            }

            if (!TryItem(ref reader, kind, members, depth + 1, ref lost))
            {
                return false;
            }
        }

        writer?.End();
        return true;
    }

    private static bool TryKey(ref CborReader reader, CborKind kind, CborWriter? writer, ref long lost)
    {
        bool isReference = kind == CborKind.Tag;
        if (isReference)
        {
            if (reader.Argument != CborWriter.StrindexTag || reader.Read() != CborKind.Array || reader.Argument != 2)
            {
                return false;
            }

            lost++;
            kind = reader.Read();
        }

        if (kind != CborKind.Text)
        {
            return false;
        }

        writer?.Text(reader.Content);
        return !isReference || reader.Read() is CborKind.Unsigned or CborKind.Negative;
    }
}
