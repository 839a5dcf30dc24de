using Rotel.Arrow.Otap.Views;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Exporters.ClickHouse.Attributes;

/// <summary>
/// Takes maps and arrays apart. The leaves of a map become entries of their own, path and key joined by a dot; an empty
/// map is the text "{}". An array of scalars of one type is an array; everything else, and a map that is too deep, is
/// JSON text.
/// </summary>
internal sealed class KeyValueFlattener(AttributeEntries entries) : IValueVisitor
{
    private const int Mixed = -2;
    private const int Unknown = -1;

    private readonly int[] _prefixBytes = new int[ViewLimits.MaxValueDepth + 2];
    private readonly int[] _members = new int[ViewLimits.MaxValueDepth + 2];
    private byte[] _path = new byte[256];
    private int _pathBytes;
    private int _depth;
    private int _slot;
    private int _maxDepth;
    private AttributeForm _form;

    /// <summary>Containers open inside of what becomes one value; 0: none.</summary>
    private int _captured;
    private int _elementKind;
    private int _firstElement;

    public void Begin(AttributeForm form, int maxDepth)
    {
        _form = form;
        _maxDepth = maxDepth;
    }

    /// <summary>Adds the entries of one attribute whose value is a CBOR map or array.</summary>
    public void Add(ReadOnlySpan<byte> key, int slot, ReadOnlySpan<byte> cbor)
    {
        (_slot, _depth, _captured, _pathBytes) = (slot, 0, 0, 0);
        AppendPath(key);
        KeyValueFlattener visitor = this;
        CborValueWalk.Visit(cbor, ref visitor);
    }

    public void String(ReadOnlySpan<byte> utf8)
    {
        if (_captured > 0)
        {
            entries.Json.String(utf8);
            if (IsElement(EntryKind.Text))
            {
                entries.Side.AddText(utf8);
            }
        }
        else
        {
            Leaf(entries.Side.AddText(utf8), EntryKind.Text);
        }
    }

    public void Bytes(ReadOnlySpan<byte> value)
    {
        if (_captured > 0)
        {
            entries.Json.Bytes(value);
            if (IsElement(EntryKind.Text))
            {
                entries.Side.AddHex(value);
            }
        }
        else
        {
            Leaf(entries.Side.AddHex(value), EntryKind.Text);
        }
    }

    public void Bool(bool value)
    {
        if (_captured > 0)
        {
            entries.Json.Bool(value);
        }

        Number(value ? 1 : 0, EntryKind.Bool);
    }

    public void Int(long value)
    {
        if (_captured > 0)
        {
            entries.Json.Int(value);
        }

        Number(value, EntryKind.Int);
    }

    public void Double(double value)
    {
        if (_captured > 0)
        {
            entries.Json.Double(value);
        }

        Number(BitConverter.DoubleToInt64Bits(value), EntryKind.Double);
    }

    public void Empty()
    {
        if (_captured == 0)
        {
            Leaf(entries.Side.AddText(default), EntryKind.Text);
            return;
        }

        entries.Json.Empty();
        if (_captured == 1 && _elementKind != Mixed)
        {
            entries.Side.AddNull();
        }
    }

    public void BeginArray()
    {
        Capture();
        entries.Json.BeginArray();
    }

    public void EndArray()
    {
        entries.Json.EndArray();
        EndCaptured();
    }

    public void BeginMap()
    {
        if (_captured > 0 || _depth > _maxDepth)
        {
            Capture();
            _elementKind = Mixed;
            entries.Json.BeginMap();
            return;
        }

        _prefixBytes[_depth] = _pathBytes;
        _members[_depth] = 0;
        _depth++;
    }

    public void MapKey(ReadOnlySpan<byte> key)
    {
        if (_captured > 0)
        {
            entries.Json.MapKey(key);
            return;
        }

        _pathBytes = _prefixBytes[_depth - 1];
        _members[_depth - 1]++;
        AppendPath("."u8);
        AppendPath(key);
    }

    public void EndMap()
    {
        if (_captured > 0)
        {
            entries.Json.EndMap();
            EndCaptured();
            return;
        }

        _depth--;
        _pathBytes = _prefixBytes[_depth];
        if (_members[_depth] == 0)
        {
            Leaf(entries.Side.AddText("{}"u8), EntryKind.Text);
        }
    }

    private void Number(long bits, EntryKind kind)
    {
        if (_captured > 0)
        {
            if (IsElement(kind))
            {
                entries.Side.AddNumber(bits);
            }
        }
        else
        {
            Leaf(entries.Side.AddNumber(bits), kind);
        }
    }

    private void Leaf(int cell, EntryKind kind) => entries.AddSide(_path.AsSpan(0, _pathBytes), _slot, cell, kind, _form);

    /// <summary>True when a scalar is an element of an array that has had only elements of its kind so far.</summary>
    private bool IsElement(EntryKind kind)
    {
        if (_captured > 1 || _elementKind == Mixed)
        {
            return false;
        }

        if (_elementKind != Unknown && _elementKind != (int)kind)
        {
            _elementKind = Mixed;
            return false;
        }

        _elementKind = (int)kind;
        return true;
    }

    private void Capture()
    {
        if (_captured++ == 0)
        {
            entries.Json.Begin();
            _elementKind = _form == AttributeForm.Text ? Mixed : Unknown;
            _firstElement = entries.Side.Count;
        }
        else
        {
            _elementKind = Mixed;
        }
    }

    private void EndCaptured()
    {
        if (--_captured > 0)
        {
            return;
        }

        if (_elementKind == Mixed)
        {
            entries.Side.Truncate(_firstElement);
            Leaf(entries.Side.AddText(entries.Json.End()), EntryKind.Text);
            return;
        }

        // An array without elements, or of nulls only, has no type to tell.
        int kind = Math.Max(_elementKind, 0);
        Leaf(entries.Side.AddArray(_firstElement), (EntryKind)(kind + (int)EntryKind.TextArray));
    }

    private void AppendPath(ReadOnlySpan<byte> part)
    {
        if (_path.Length - _pathBytes < part.Length)
        {
            System.Array.Resize(ref _path, Math.Max(_path.Length * 2, _pathBytes + part.Length));
        }

        part.CopyTo(_path.AsSpan(_pathBytes));
        _pathBytes += part.Length;
    }
}
