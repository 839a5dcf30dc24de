using Rotel.Arrow.Pipeline;

namespace Rotel.Arrow.Exporters.Parquet.Stores;

/// <summary>Objects under keys, which appear whole or not at all.</summary>
internal interface IObjectStore : IDisposable
{
    /// <summary>For messages; without secrets.</summary>
    string Display { get; }

    /// <summary>
    /// Copies a local file to the key below the store's prefix, replacing what is there. The object is durable and visible
    /// on return; until then nothing of it is.
    /// </summary>
    /// <exception cref="ObjectStoreException">It is not stored; the message says what to do.</exception>
    /// <exception cref="IOException">The local file cannot be read.</exception>
    Task PutAsync(string key, string path, CancellationToken cancellation);
}

/// <summary>An object store that did not take an object, after the attempts of its client.</summary>
internal sealed class ObjectStoreException(NackCause cause, string message, Exception inner) : IOException(message, inner)
{
    /// <summary>For the nack of batches that wait.</summary>
    public NackCause Cause { get; } = cause;
}
