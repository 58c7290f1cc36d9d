/** The thread in which clusters are reckoned, so that 100,000 reports never hold up a person's hand. */
import { type ClusterPoints, type Clusters, clusterPoints } from "#geo/cluster";

export interface ClusterTask {
  turn: number;
  points: ClusterPoints;
  zoom: number;
  radius: number;
}

export interface ClusterResult {
  turn: number;
  zoom: number;
  clusters: Clusters;
}

addEventListener("message", ({ data }: MessageEvent<ClusterTask>) => {
  const { turn, points, zoom, radius } = data;
  const clusters = clusterPoints(points, { zoom, radius, least: 2 });
  const result: ClusterResult = { turn, zoom, clusters };
  postMessage(result, { transfer: Object.values(clusters).map((column) => column.buffer) });
});
