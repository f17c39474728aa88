namespace ModelCluster.Actors.Serving.Execution;

/// <summary>The parts of one run, in ticks.</summary>
/// <param name="Input">Assembling the batch.</param>
/// <param name="Infer">Running the session.</param>
/// <param name="Output">Splitting the outputs and answering.</param>
internal readonly record struct RunTicks(long Input, long Infer, long Output);
