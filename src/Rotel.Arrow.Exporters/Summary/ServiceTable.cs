using System.Diagnostics.CodeAnalysis;

namespace Rotel.Arrow.Exporters;

/// <summary>Items counted by service, in a table that does not grow beyond a limit.</summary>
/// <remarks>
/// Services that come when the table is full are counted together. At the end of an interval in which it was full,
/// services that sent nothing in it make room, and what they sent before is counted with the others.
/// </remarks>
internal sealed class ServiceTable
{
    private readonly int _maxServices;
    private readonly int _maxNameBytes;
    private readonly Dictionary<byte[], ServiceCount> _services;
    private readonly Dictionary<byte[], ServiceCount>.AlternateLookup<ReadOnlySpan<byte>> _byName;

    public ServiceTable(int maxServices, int maxNameBytes)
    {
        _maxServices = maxServices;
        _maxNameBytes = maxNameBytes;
        _services = new Dictionary<byte[], ServiceCount>(NameComparer.Instance);
        _byName = _services.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    /// <summary>Services without a place of their own.</summary>
    public ServiceCount Others { get; } = new([]);

    /// <summary>Services counted one by one.</summary>
    public int Count => _services.Count;

    /// <summary>The counter of a service; names that only differ beyond the length limit share one.</summary>
    public ServiceCount Get(ReadOnlySpan<byte> name)
    {
        name = name.Length > _maxNameBytes ? name[.._maxNameBytes] : name;
        if (_byName.TryGetValue(name, out ServiceCount? known))
        {
            return known;
        }

        if (_services.Count >= _maxServices)
        {
            return Others;
        }

        var added = new ServiceCount(name.ToArray());
        _services.Add(added.Name, added);
        return added;
    }

    /// <summary>The busiest services of the interval or in total, most items first; names break ties.</summary>
    public List<ServiceCount> Top(int count, bool inTotal)
    {
        List<ServiceCount> all = [.. _services.Values.Where(service => service.Of(inTotal) > 0)];
        all.Sort((left, right) =>
        {
            int byItems = right.Of(inTotal).CompareTo(left.Of(inTotal));
            return byItems != 0 ? byItems : left.Name.AsSpan().SequenceCompareTo(right.Name);
        });
        return all[..Math.Min(count, all.Count)];
    }

    /// <summary>Items of all services, of the interval or in total.</summary>
    public long Sum(bool inTotal) => _services.Values.Sum(service => service.Of(inTotal)) + Others.Of(inTotal);

    /// <summary>Adds the interval to the total and starts the next one.</summary>
    public void EndInterval()
    {
        bool wasFull = _services.Count >= _maxServices;
        foreach (ServiceCount service in _services.Values)
        {
            if (wasFull && service.Interval == 0)
            {
                Others.Total += service.Total;
                _services.Remove(service.Name);
            }
            else
            {
                service.EndInterval();
            }
        }

        Others.EndInterval();
    }

    /// <summary>Compares UTF-8 names byte by byte; the hash is seeded per process, so names cannot be made to collide.</summary>
    private sealed class NameComparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public static readonly NameComparer Instance = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode([DisallowNull] byte[] obj) => GetHashCode(obj.AsSpan());

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            var hash = new HashCode();
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
    }
}

/// <summary>Items of one service.</summary>
/// <param name="name">service.name, UTF-8, perhaps cut; empty when the resource has none.</param>
internal sealed class ServiceCount(byte[] name)
{
    public byte[] Name { get; } = name;

    /// <summary>Since the last report.</summary>
    public long Interval { get; set; }

    /// <summary>Before that.</summary>
    public long Total { get; set; }

    public long Of(bool inTotal) => inTotal ? Total : Interval;

    public void EndInterval()
    {
        Total += Interval;
        Interval = 0;
    }
}
