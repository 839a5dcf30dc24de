namespace Rotel.Arrow.Transport.Http;

/// <summary>
/// The bytes of one request, in pieces that lie wherever they were made. Counted by references: an HTTP client may
/// still be reading a body when the call it belongs to is over (the peer answered early), so whoever reads holds a
/// reference of its own.
/// </summary>
/// <remarks>Created with one reference. Thread-safe; the bytes do not change while a reference is held.</remarks>
public abstract class RequestBody
{
    private int _references = 1;

    /// <summary>Number of pieces.</summary>
    public abstract int PieceCount { get; }

    /// <summary>Bytes in all pieces.</summary>
    public abstract long LengthBytes { get; }

    /// <summary>One piece; valid while a reference is held.</summary>
    public abstract ReadOnlyMemory<byte> Piece(int index);

    /// <summary>Adds a reference; false when the last one is gone already.</summary>
    public bool TryRetain()
    {
        int seen = Volatile.Read(ref _references);
        while (seen > 0)
        {
            int before = Interlocked.CompareExchange(ref _references, seen + 1, seen);
            if (before == seen)
            {
                return true;
            }

            seen = before;
        }

        return false;
    }

    /// <summary>Adds a reference to a body that the caller holds, and returns it.</summary>
    /// <exception cref="ObjectDisposedException">The last reference is gone.</exception>
    public RequestBody Retain()
    {
        ObjectDisposedException.ThrowIf(!TryRetain(), this);
        return this;
    }

    /// <summary>Gives a reference back; the last one frees the bytes.</summary>
    public void Release()
    {
        int left = Interlocked.Decrement(ref _references);
        ObjectDisposedException.ThrowIf(left < 0, this);
        if (left == 0)
        {
            Free();
        }
    }

    /// <summary>Called once, when nobody reads any more.</summary>
    protected abstract void Free();
}
