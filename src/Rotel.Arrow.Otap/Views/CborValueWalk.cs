using Rotel.Arrow.Otap.Cbor;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Otap.Views;

/// <summary>
/// The CBOR of a <c>ser</c> cell as events. The cell is walked twice: first without showing anything, so that a damaged
/// one is shown as an empty value and not as half a container.
/// </summary>
public static class CborValueWalk
{
    /// <summary>Visits one CBOR item; one that is not an OTLP value, or nested too deep, is shown as empty.</summary>
    public static void Visit<TVisitor>(ReadOnlySpan<byte> cbor, scoped ref TVisitor visitor)
        where TVisitor : IValueVisitor, allows ref struct
    {
        var check = new CborReader(cbor);
        var nobody = default(NoVisitor);
        if (!TryVisitItem(ref check, check.Read(), depth: 0, ref nobody))
        {
            visitor.Empty();
            return;
        }

        var reader = new CborReader(cbor);
        TryVisitItem(ref reader, reader.Read(), depth: 0, ref visitor);
    }

    /// <summary>An item inside <paramref name="depth"/> containers, whose head was just read.</summary>
    private static bool TryVisitItem<TVisitor>(
        scoped ref CborReader reader, CborKind kind, int depth, scoped ref TVisitor visitor)
        where TVisitor : IValueVisitor, allows ref struct
    {
        switch (kind)
        {
            case CborKind.Unsigned:
                visitor.Int(reader.Argument);
                return true;
            case CborKind.Negative:
                visitor.Int(~reader.Argument);
                return true;
            case CborKind.Bytes:
                visitor.Bytes(reader.Content);
                return true;
            case CborKind.Text:
                visitor.String(reader.Content);
                return true;
            case CborKind.Bool:
                visitor.Bool(reader.Argument != 0);
                return true;
            case CborKind.Double:
                visitor.Double(reader.Double);
                return true;
            case CborKind.Null:
            case CborKind.Undefined:
                visitor.Empty();
                return true;
            case CborKind.Tag when reader.Argument == CborWriter.StrindexTag:
                visitor.Empty();
                return reader.Read() is CborKind.Unsigned or CborKind.Negative;
            case CborKind.Array:
                return depth < ViewLimits.MaxValueDepth && TryVisitArray(ref reader, depth + 1, ref visitor);
            case CborKind.Map:
                return depth < ViewLimits.MaxValueDepth && TryVisitMap(ref reader, depth + 1, ref visitor);
            default:
                return false;
        }
    }

    private static bool TryVisitArray<TVisitor>(scoped ref CborReader reader, int depth, scoped ref TVisitor visitor)
        where TVisitor : IValueVisitor, allows ref struct
    {
        // The count of a definite array is not trusted with memory: each element takes at least a byte, or the walk ends.
        long left = reader.Argument;
        visitor.BeginArray();
        while (left != 0)
        {
            CborKind kind = reader.Read();
            if (kind == CborKind.Break && left < 0)
            {
                break;
            }

            if (!TryVisitItem(ref reader, kind, depth, ref visitor))
            {
                return false;
            }

            left -= left > 0 ? 1 : 0;
        }

        visitor.EndArray();
        return true;
    }

    private static bool TryVisitMap<TVisitor>(scoped ref CborReader reader, int depth, scoped ref TVisitor visitor)
        where TVisitor : IValueVisitor, allows ref struct
    {
        long left = reader.Argument;
        visitor.BeginMap();
        while (left != 0)
        {
            CborKind kind = reader.Read();
            if (kind == CborKind.Break && left < 0)
            {
                break;
            }

            if (!TryReadKey(ref reader, kind, out ReadOnlySpan<byte> key))
            {
                return false;
            }

            visitor.MapKey(key);
            if (!TryVisitItem(ref reader, reader.Read(), depth, ref visitor))
            {
                return false;
            }

            left -= left > 0 ? 1 : 0;
        }

        visitor.EndMap();
        return true;
    }

    /// <summary>A text, or a tagged pair of text and reference into a profiles dictionary.</summary>
    private static bool TryReadKey(scoped ref CborReader reader, CborKind kind, out ReadOnlySpan<byte> key)
    {
        bool isTagged = kind == CborKind.Tag;
        if (isTagged)
        {
            if (reader.Argument != CborWriter.StrindexTag || reader.Read() != CborKind.Array || reader.Argument != 2)
            {
                key = default;
                return false;
            }

            kind = reader.Read();
        }

        key = reader.Content;
        return kind == CborKind.Text && (!isTagged || reader.Read() is CborKind.Unsigned or CborKind.Negative);
    }

    /// <summary>Looks at nothing.</summary>
    private readonly struct NoVisitor : IValueVisitor
    {
        public void String(ReadOnlySpan<byte> utf8)
        {
        }

        public void Bool(bool value)
        {
        }

        public void Int(long value)
        {
        }

        public void Double(double value)
        {
        }

        public void Bytes(ReadOnlySpan<byte> value)
        {
        }

        public void Empty()
        {
        }

        public void BeginArray()
        {
        }

        public void EndArray()
        {
        }

        public void BeginMap()
        {
        }

        public void MapKey(ReadOnlySpan<byte> key)
        {
        }

        public void EndMap()
        {
        }
    }
}
