using System.CommandLine;
using Mien.Batches;
using Mien.Cli.Parsing;

namespace Mien.Cli;

/// <summary>Which share of a work a process does.</summary>
internal sealed class ShardOptions
{
    private readonly Option<string?> _shard;
    private readonly Option<int?> _shards;

    /// <param name="description">Of <c>--shard</c>.</param>
    public ShardOptions(string description)
    {
        _shard = new("--shard") { Description = description, HelpName = "i/n" };
        _shards = new Option<int?>("--shards")
        {
            Description = "Of how many shares SLURM_ARRAY_TASK_ID or JOB_COMPLETION_INDEX is one",
            HelpName = "n",
        }.Within(1, Shard.MaximalCount);
    }

    /// <summary>Adds both to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_shard);
        command.Options.Add(_shards);
        command.Exclude(_shard, _shards);
    }

    /// <summary>Whether one of them is given.</summary>
    public bool AreGiven(ParseResult parsed) =>
        parsed.GetValue(_shard) is not null || parsed.GetValue(_shards) is not null;

    /// <summary>The share; null if neither they nor a scheduler name one.</summary>
    public Shard? Read(ParseResult parsed)
    {
        try
        {
            return parsed.GetValue(_shard) is { } shard
                ? Shard.Parse(shard)
                : Shard.OfScheduler(Environment.GetEnvironmentVariable, parsed.GetValue(_shards));
        }
        catch (FormatException e)
        {
            throw new ArgumentException("--shard " + e.Message, e);
        }
        catch (ArgumentException e)
        {
            throw new ArgumentException($"{e.Message} (--shard i/n, or --shards n)", e);
        }
    }
}
