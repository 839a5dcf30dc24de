namespace Rotel.Arrow.Memory;

/// <summary>
/// Keeps a few idle codec contexts (each tens of kilobytes to a megabyte of native memory) for reuse. Renting when
/// none is idle makes a new one; returning when the shelf is full discards it, so idle memory is bounded.
/// </summary>
/// <param name="create">Makes a context.</param>
/// <param name="discard">Frees one.</param>
/// <remarks>Thread-safe and free of locks: a slot is emptied and filled by exchange.</remarks>
public sealed class ContextPool<T>(Func<T> create, Action<T> discard)
    where T : class
{
    private readonly T?[] _idle = new T?[Math.Clamp(Environment.ProcessorCount, 2, 16)];

    /// <summary>An idle context, or a new one. The caller owns it until it returns it.</summary>
    public T Rent()
    {
        for (int i = 0; i < _idle.Length; i++)
        {
            if (_idle[i] is not null && Interlocked.Exchange(ref _idle[i], null) is { } context)
            {
                return context;
            }
        }

        return create();
    }

    /// <summary>Takes a context back for the next caller; it must be usable again as it is.</summary>
    public void Return(T context)
    {
        for (int i = 0; i < _idle.Length; i++)
        {
            if (_idle[i] is null && Interlocked.CompareExchange(ref _idle[i], context, null) is null)
            {
                return;
            }
        }

        discard(context);
    }
}
