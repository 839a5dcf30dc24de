using Rotel.Arrow.Parquet.Format;

namespace Rotel.Arrow.Parquet.Inspect;

/// <summary>A leaf column of a footer's schema.</summary>
/// <param name="Element">The leaf.</param>
/// <param name="Path">Names from below the root, joined with dots.</param>
/// <param name="MaxDefinition">Optional and repeated nodes on the path.</param>
/// <param name="MaxRepetition">Repeated nodes on the path.</param>
public sealed record ParquetLeaf(ParquetSchemaElement Element, string Path, int MaxDefinition, int MaxRepetition);

/// <summary>Follows the pre-order list of a footer's schema as the tree that it is.</summary>
internal static class SchemaTree
{
    private const int MaxDepth = 64;

    /// <summary>Most characters of all paths: a long group name above many leaves is repeated in each.</summary>
    private const int MaxPathCharacters = 16 << 20;

    /// <summary>The leaves in schema order.</summary>
    /// <exception cref="ParquetFormatException">Child counts do not fit the list, or the tree is too deep.</exception>
    public static List<ParquetLeaf> Leaves(IReadOnlyList<ParquetSchemaElement> schema)
    {
        if (schema.Count == 0)
        {
            throw new ParquetFormatException("The footer has no schema.");
        }

        List<ParquetLeaf> leaves = [];
        long pathCharacters = 0;

        // Groups whose children are not all seen: children left, path, levels.
        var open = new Stack<(int Left, string Path, int Definition, int Repetition)>();
        open.Push((Children(schema[0]), "", 0, 0));
        for (int i = 1; i < schema.Count; i++)
        {
            while (open.Count > 0 && open.Peek().Left == 0)
            {
                open.Pop();
            }

            if (open.Count == 0)
            {
                throw new ParquetFormatException($"The schema has {schema.Count - i} elements too many.");
            }

            (int left, string parent, int definition, int repetition) = open.Pop();
            open.Push((left - 1, parent, definition, repetition));
            ParquetSchemaElement element = schema[i];
            string path = parent.Length == 0 ? element.Name : $"{parent}.{element.Name}";
            pathCharacters += path.Length;
            if (pathCharacters > MaxPathCharacters)
            {
                throw new ParquetFormatException("The names of the schema are longer than the limit allows.");
            }

            definition += element.Repetition is ParquetRepetition.Optional or ParquetRepetition.Repeated ? 1 : 0;
            repetition += element.Repetition == ParquetRepetition.Repeated ? 1 : 0;
            if (element.Type is not null)
            {
                leaves.Add(new ParquetLeaf(element, path, definition, repetition));
                continue;
            }

            if (open.Count > MaxDepth)
            {
                throw new ParquetFormatException($"The schema is nested more than {MaxDepth} deep.");
            }

            open.Push((Children(element), path, definition, repetition));
        }

        while (open.TryPop(out (int Left, string Path, int Definition, int Repetition) group))
        {
            if (group.Left != 0)
            {
                throw new ParquetFormatException($"The schema ends, but {group.Left} children are to come.");
            }
        }

        return leaves;
    }

    private static int Children(ParquetSchemaElement element) => element.ChildCount >= 0
        ? element.ChildCount
        : throw new ParquetFormatException($"The schema element {element.Name} has {element.ChildCount} children.");
}
