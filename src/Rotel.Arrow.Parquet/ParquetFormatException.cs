namespace Rotel.Arrow.Parquet;

/// <summary>A file is not Parquet, or damaged. The message says where and what.</summary>
public sealed class ParquetFormatException : FormatException
{
    /// <summary>An error without a message.</summary>
    public ParquetFormatException()
    {
    }

    /// <param name="message">Where and what.</param>
    public ParquetFormatException(string message)
        : base(message)
    {
    }

    /// <param name="message">Where and what.</param>
    /// <param name="innerException">The error below.</param>
    public ParquetFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
