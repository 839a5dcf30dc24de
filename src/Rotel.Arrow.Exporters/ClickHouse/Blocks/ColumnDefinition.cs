namespace Rotel.Arrow.Exporters.ClickHouse.Blocks;

/// <summary>Why a column exists.</summary>
internal enum ColumnUse : byte
{
    /// <summary>In the tables of Rotel and the Collector.</summary>
    Common = 0,

    /// <summary>In our tables: what the others drop.</summary>
    Extra,

    /// <summary>Common in JSON tables, extra in Map tables.</summary>
    ExtraInMap,

    /// <summary>Written where a table has it, but not created by us.</summary>
    Foreign,
}

/// <summary>One column of one table: how it is created and what it holds.</summary>
/// <param name="Name">Members of a Nested column have its name and a dot before their own.</param>
/// <param name="Field">What it holds.</param>
/// <param name="Type">ClickHouse type; M stands for the type of attributes. Of a member: its type without the Array.</param>
/// <param name="Codec">Codec, or empty.</param>
/// <param name="Use">Why it exists.</param>
internal sealed record ColumnDefinition(string Name, Field Field, string Type, string Codec = "", ColumnUse Use = ColumnUse.Common);
