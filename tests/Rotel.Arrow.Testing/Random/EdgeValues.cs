using Google.Protobuf;
using Rotel.Arrow.Proto.Common.V1;
using Rotel.Arrow.Proto.Resource.V1;

namespace Rotel.Arrow.Testing;

/// <summary>
/// The values of one edge request: numbers at the ends of their ranges, all kinds of attribute values, absent, empty and
/// full sub-messages. Each request draws its own mixture, so that some are nearly all equal strings and some all distinct.
/// </summary>
sealed class EdgeValues
{
    readonly RandomOtlpOptions _options;
    readonly EdgeText _text;

    public EdgeValues(Random random, RandomOtlpOptions options)
    {
        Random = random;
        _options = options;
        _text = new EdgeText(random, options.LargeValueBytes);
    }

    public Random Random { get; }

    public bool EmptyContainers => _options.EmptyContainers;

    public int MaxDepth => _options.MaxDepth;

    public bool Chance(int percent) => Random.Next(100) < percent;

    /// <summary>0 mostly or a few; rarely many.</summary>
    public int Count(int few, int many) => Random.Next(40) switch
    {
        0 => Random.Next(few, many + 1),
        < 16 => 0,
        _ => Random.Next(1, few + 1),
    };

    public string Text() => _text.Next();

    public ulong UInt64() => Random.Next(8) switch
    {
        0 => 0,
        1 => 1,
        2 => ulong.MaxValue,
        3 => (ulong)long.MaxValue + (ulong)Random.Next(2),
        4 => 1UL << Random.Next(64),
        _ => (ulong)Random.Next(1, 100_000),
    };

    /// <summary>Unix nanoseconds: an ordinary day, the beginning, or one that no calendar holds.</summary>
    public ulong Time() => Random.Next(6) == 0
        ? UInt64()
        : 1_760_000_000_000_000_000UL + (ulong)Random.NextInt64(86_400_000_000_000);

    public long Int64() => Random.Next(8) switch
    {
        0 => 0,
        1 => -1,
        2 => long.MinValue,
        3 => long.MaxValue,
        4 => 1L << Random.Next(64),
        5 => (1L << 53) + Random.Next(-1, 2),
        _ => Random.Next(-1000, 1000),
    };

    public uint UInt32() => Random.Next(6) switch
    {
        0 => 1,
        1 => uint.MaxValue,
        2 => 1U << Random.Next(32),
        3 => (uint)Random.Next(1, 500),
        _ => 0,
    };

    public int Int32() => Random.Next(6) switch
    {
        0 => int.MinValue,
        1 => int.MaxValue,
        2 => -1,
        3 => 0,
        _ => Random.Next(-20, 20),
    };

    /// <summary>Any double, -0 included: for fields with explicit presence, oneof members and repeated fields.</summary>
    public double Double() => Random.Next(14) switch
    {
        0 => 0.0,
        1 => -0.0,
        2 => double.MaxValue,
        3 => double.MinValue,
        4 => double.Epsilon,
        5 => 1.0 / 3.0,
        6 => _options.NonFiniteNumbers ? double.NaN : 2.5,
        7 => _options.NonFiniteNumbers ? double.PositiveInfinity : 1e300,
        8 => _options.NonFiniteNumbers ? double.NegativeInfinity : -1e300,
        9 => Random.Next(-5, 5),
        10 => Random.NextInt64(),
        _ => Random.NextDouble() * 1000 - 500,
    };

    /// <summary>
    /// The same without -0, which Google.Protobuf for C# takes for the default of a field without presence and drops.
    /// </summary>
    public double DoubleWithoutPresence()
    {
        double value = Double();
        return value == 0 ? 0 : value;
    }

    /// <summary>One of the defined numbers 0 to <paramref name="last"/>, or an undefined one.</summary>
    public int EnumNumber(int last) => _options.UnknownEnumNumbers && Chance(6)
        ? Random.Next(3) switch { 0 => -1, 1 => int.MaxValue, _ => last + Random.Next(1, 100) }
        : Random.Next(last + 1);

    /// <summary>An id of the right length: random, of a few that repeat, or all zero; or none at all.</summary>
    public ByteString Id(int length)
    {
        if (_options.WrongIdLengths && Chance(10))
        {
            int wrong = Random.Next(1, 2 * length);
            length = wrong == length ? length + 1 : wrong;
        }

        byte[] id = new byte[length];
        switch (Random.Next(8))
        {
            case 0 or 1:
                return ByteString.Empty;
            case 2:
                break;
            case 3 or 4:
                Array.Fill(id, (byte)Random.Next(1, 5));
                break;
            default:
                Random.NextBytes(id);
                break;
        }

        return ByteString.CopyFrom(id);
    }

    public Resource? Resource() => Chance(15) ? null : Chance(10) ? new Resource() : new Resource
    {
        Attributes = { Attributes(MaxDepth) },
        DroppedAttributesCount = UInt32(),
        EntityRefs = { Repeat(Chance(30) ? Random.Next(1, 4) : 0, Entity) },
    };

    public InstrumentationScope? Scope() => Chance(15) ? null : Chance(10) ? new InstrumentationScope() : new InstrumentationScope
    {
        Name = Text(),
        Version = Text(),
        Attributes = { Attributes(MaxDepth) },
        DroppedAttributesCount = UInt32(),
    };

    public IEnumerable<KeyValue> Attributes(int depth) => Pairs(Count(6, 60), depth);

    /// <summary>Null, of no kind, or of any kind.</summary>
    public AnyValue? OptionalValue(int depth) => Chance(8) ? null : Value(depth);

    /// <summary>Of no kind or any kind, nested <paramref name="depth"/> levels at most.</summary>
    public AnyValue Value(int depth) => Random.Next(depth > 0 ? 14 : 10) switch
    {
        0 => new AnyValue(),
        1 => new AnyValue { BoolValue = Chance(50) },
        2 => new AnyValue { IntValue = Int64() },
        3 => new AnyValue { DoubleValue = Double() },
        4 => new AnyValue { BytesValue = _text.NextBytes() },
        5 when _options.StringIndexes && Chance(50) => new AnyValue { StringValueStrindex = Int32() },
        < 10 => new AnyValue { StringValue = Text() },
        < 12 => new AnyValue
        {
            ArrayValue = new ArrayValue { Values = { Repeat(Random.Next(5), () => Value(depth - 1)) } },
        },
        _ => new AnyValue { KvlistValue = new KeyValueList { Values = { Pairs(Random.Next(5), depth - 1) } } },
    };

    public List<T> Repeat<T>(int count, Func<T> next)
    {
        List<T> list = new(count);
        for (int i = 0; i < count; i++)
        {
            list.Add(next());
        }

        return list;
    }

    List<KeyValue> Pairs(int count, int depth)
    {
        List<KeyValue> pairs = [];
        for (int i = 0; i < count; i++)
        {
            string key = i > 0 && Chance(5) ? pairs[Random.Next(i)].Key : _text.NextKey();
            pairs.Add(new KeyValue
            {
                Key = key,
                Value = OptionalValue(depth),
                KeyStrindex = _options.StringIndexes && Chance(4) ? Int32() : 0,
            });
        }

        return pairs;
    }

    EntityRef Entity() => Chance(10) ? new EntityRef() : new EntityRef
    {
        SchemaUrl = Text(),
        Type = Text(),
        IdKeys = { Repeat(Random.Next(4), Text) },
        DescriptionKeys = { Repeat(Random.Next(3), Text) },
    };
}
