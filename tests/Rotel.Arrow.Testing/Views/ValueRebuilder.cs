using Google.Protobuf;
using Google.Protobuf.Collections;
using Rotel.Arrow.Proto.Common.V1;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Testing;

/// <summary>Makes generated messages of visited attributes and values. Fails on events that do not nest.</summary>
public sealed class ValueRebuilder
{
    readonly Stack<AnyValue> _open = [];
    AnyValue? _pending;

    /// <summary>The attributes of any view.</summary>
    public static RepeatedField<KeyValue> Attributes<TSource>(scoped ref TSource source)
        where TSource : IAttributeSource, allows ref struct
    {
        Visitor visitor = new(new ValueRebuilder());
        source.VisitAttributes(ref visitor);
        visitor.Rebuilder.RequireClosed();
        if (visitor.Attributes.Count != source.AttributeCount)
        {
            throw new InvalidOperationException(
                $"AttributeCount says {source.AttributeCount}, but {visitor.Attributes.Count} were visited.");
        }

        return visitor.Attributes;
    }

    /// <summary>The body of a record; null when it has none.</summary>
    public static AnyValue? Body<TRecord>(scoped ref TRecord record)
        where TRecord : ILogRecordView, allows ref struct
    {
        AnyValue body = new();
        Visitor visitor = new(new ValueRebuilder { _pending = body });
        record.VisitBody(ref visitor);
        visitor.Rebuilder.RequireClosed();
        if (record.HasBody != visitor.Rebuilder._pending is null)
        {
            throw new InvalidOperationException("HasBody and the visited body disagree.");
        }

        return record.HasBody ? body : null;
    }

    void RequireClosed()
    {
        if (_open.Count > 0)
        {
            throw new InvalidOperationException($"{_open.Count} containers were not ended.");
        }
    }

    /// <summary>The value that the next event fills.</summary>
    AnyValue Take()
    {
        AnyValue? value = _pending;
        _pending = null;
        if (value is not null)
        {
            return value;
        }

        if (_open.TryPeek(out AnyValue? container) && container.ArrayValue is { } array)
        {
            value = new AnyValue();
            array.Values.Add(value);
            return value;
        }

        throw new InvalidOperationException("A value without a key.");
    }

    void End(AnyValue.ValueOneofCase kind)
    {
        if (_pending is not null || _open.Pop().ValueCase != kind)
        {
            throw new InvalidOperationException("Another container is open.");
        }
    }

    struct Visitor(ValueRebuilder rebuilder) : IAttributeVisitor
    {
        public ValueRebuilder Rebuilder { get; } = rebuilder;

        public RepeatedField<KeyValue> Attributes { get; } = [];

        public readonly bool Attribute(ReadOnlySpan<byte> key)
        {
            if (Rebuilder._pending is not null || Rebuilder._open.Count > 0)
            {
                throw new InvalidOperationException("The value before is not complete.");
            }

            Rebuilder._pending = new AnyValue();
            Attributes.Add(new KeyValue { Key = Utf8(key), Value = Rebuilder._pending });
            return true;
        }

        public readonly void String(ReadOnlySpan<byte> utf8) => Rebuilder.Take().StringValue = Utf8(utf8);

        public readonly void Bool(bool value) => Rebuilder.Take().BoolValue = value;

        public readonly void Int(long value) => Rebuilder.Take().IntValue = value;

        public readonly void Double(double value) => Rebuilder.Take().DoubleValue = value;

        public readonly void Bytes(ReadOnlySpan<byte> value) => Rebuilder.Take().BytesValue = ByteString.CopyFrom(value);

        public readonly void Empty() => Rebuilder.Take();

        public readonly void BeginArray()
        {
            AnyValue value = Rebuilder.Take();
            value.ArrayValue = new ArrayValue();
            Rebuilder._open.Push(value);
        }

        public readonly void EndArray() => Rebuilder.End(AnyValue.ValueOneofCase.ArrayValue);

        public readonly void BeginMap()
        {
            AnyValue value = Rebuilder.Take();
            value.KvlistValue = new KeyValueList();
            Rebuilder._open.Push(value);
        }

        public readonly void MapKey(ReadOnlySpan<byte> key)
        {
            if (Rebuilder._pending is not null)
            {
                throw new InvalidOperationException("The value before is not complete.");
            }

            Rebuilder._pending = new AnyValue();
            Rebuilder._open.Peek().KvlistValue.Values.Add(new KeyValue { Key = Utf8(key), Value = Rebuilder._pending });
        }

        public readonly void EndMap() => Rebuilder.End(AnyValue.ValueOneofCase.KvlistValue);

        static string Utf8(ReadOnlySpan<byte> text) => System.Text.Encoding.UTF8.GetString(text);
    }
}
