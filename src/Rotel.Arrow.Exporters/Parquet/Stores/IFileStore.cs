using Rotel.Arrow.Views;

namespace Rotel.Arrow.Exporters.Parquet.Stores;

/// <summary>
/// Where files go once they are whole on the local disk. There are two: <see cref="LocalStore"/>, where they stay, and
/// <see cref="ObjectStoreUploads"/>, which takes them to an <see cref="IObjectStore"/>. A further object store (Azure,
/// Google) is one more <see cref="IObjectStore"/>; nothing else of the exporter knows where files end.
/// </summary>
internal interface IFileStore : IAsyncDisposable
{
    /// <summary>For messages: the folder, or <c>s3://bucket/prefix</c>.</summary>
    string Display { get; }

    /// <summary>Begins, with the whole files that an earlier process left below <paramref name="root"/>.</summary>
    void Start(string root);

    /// <summary>Takes a file over and completes its <see cref="FinishedFile.Stored"/>, now or later. Does not throw.</summary>
    void Add(FinishedFile file);

    /// <summary>Completes when everything that was added is stored, or given up.</summary>
    Task DrainAsync(CancellationToken cancellation);
}

/// <summary>A whole file on the local disk.</summary>
/// <param name="Signal">What it holds.</param>
/// <param name="Path">Where it lies.</param>
/// <param name="Key">Its path below the root, with forward slashes: <c>traces/date=2026-01-02/hour=03/NAME.parquet</c>.</param>
/// <param name="Stored">
/// Completes with null once the file is where it belongs, with the reason when that was given up. Null for a file that
/// nobody waits for.
/// </param>
internal sealed record FinishedFile(Signal Signal, string Path, string Key, TaskCompletionSource<Exception?>? Stored);
