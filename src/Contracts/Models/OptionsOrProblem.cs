namespace ModelCluster.Contracts.Models;

/// <summary>Settings, or why there are none.</summary>
/// <param name="Options">Good ones; null when there is a problem.</param>
/// <param name="Problem">What is wrong; empty when nothing is.</param>
public readonly record struct OptionsOrProblem(ModelOptions? Options, string Problem);
