namespace Rotel.Arrow.Exporters.Parquet.Stores;

/// <summary>A folder: files are where they belong as soon as they are whole.</summary>
internal sealed class LocalStore(string root) : IFileStore
{
    /// <inheritdoc/>
    public string Display => root;

    /// <inheritdoc/>
    public void Start(string root)
    {
    }

    /// <inheritdoc/>
    public void Add(FinishedFile file) => file.Stored?.TrySetResult(null);

    /// <inheritdoc/>
    public Task DrainAsync(CancellationToken cancellation) => Task.CompletedTask;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
