/** (clusters, view) → a disc for each, on its rim how many of it are late and late soon, and its count above. */
import { TextLayer } from "@deck.gl/layers";
import type { Clusters } from "#geo/cluster";
import { type Colours, rgba } from "../colours.ts";
import type { Circle } from "../taken.ts";
import { labelProps } from "./labels.ts";
import { type ShapeData, ShapeLayer, shapeData, shapeProps } from "./shape-layer.ts";

/** Shape: share that is late, share that is late soon. Fill is the disc, second the rim; late and soon come as layer colours. */
class ClusterLayer extends ShapeLayer {
  static override layerName = "ClusterLayer";

  protected paint(): string {
    return /* glsl */ `
      vec4 paint(vec2 p, float r) {
        float w = max(1.8, 0.1 * r);
        float at = r - w - 3.0;
        vec4 color = over(vec4(0.0), vHalo, cover(disc(p, r - 1.0)));
        color = over(color, vBody, cover(disc(p, at)));
        float rim = ring(p, at, w);
        float turn = turnOf(p);
        float late = vShape.x;
        float soon = vShape.y;
        vec3 tone = turn < late ? unpack(vShape.z) : turn < late + soon ? unpack(vShape.w) : vSecond.rgb;
        float width = turn < late ? 0.0 : turn < late + soon ? 0.5 * w : 0.72 * w;
        color = over(color, vec4(tone, 1.0), cover(rim + width));
        if (late <= 0.0) return color;
        // The sign of what is late, for eyes to which both arcs are one colour.
        vec2 top = p - vec2(0.0, at);
        color = over(color, vec4(vBody.rgb, 1.0), cover(diamond(top, 4.2 + w)));
        return over(color, vec4(unpack(vShape.z), 1.0), cover(diamond(top, 2.4 + w)));
      }
    `;
  }
}

export function clusterLayer(clusters: Clusters, colours: Colours, scale: number): ClusterLayer {
  return new ClusterLayer({
    id: "clusters",
    ...shapeProps,
    data: clusterData(clusters, colours, scale),
    getLineColor: rgba(colours.land, 0.85),
    pickable: true,
  });
}

/** A layer of its own, because it lies above the arrows of brigades that happen to be on the disc. */
export function countLayer(
  clusters: Clusters,
  colours: Colours,
  scale: number,
  format: (n: number) => string,
) {
  const labels = Array.from(clusters.seed, (_, i) => ({
    position: [clusters.lon[i] ?? 0, clusters.lat[i] ?? 0] as [number, number],
    text: format(clusters.count[i] ?? 0),
    size: clusterRadius(clusters.count[i] ?? 0) > 20 ? 13 : 12,
  }));
  return new TextLayer({
    id: "cluster-counts",
    ...labelProps(colours, scale),
    data: labels,
    getText: (d) => d.text,
    getPosition: (d) => d.position,
    getSize: (d) => d.size * scale,
    getColor: rgba(colours.text),
    outlineColor: rgba(colours.panel),
  });
}

/** What the discs cover. */
export function clusterCircles(clusters: Clusters, scale: number): Circle[] {
  return Array.from(clusters.seed, (_, i) => ({
    lon: clusters.lon[i] ?? 0,
    lat: clusters.lat[i] ?? 0,
    radius: clusterRadius(clusters.count[i] ?? 0) * scale,
  }));
}

/** px; grows with the number of digits rather than with the number. */
export function clusterRadius(count: number): number {
  return 16 + 5 * Math.log10(Math.max(2, count));
}

function clusterData(clusters: Clusters, colours: Colours, scale: number): ShapeData {
  const n = clusters.seed.length;
  const data = shapeData(n);
  const { getPosition, getFillColor, getSecondColor, getShape, getRadius } = data.attributes;
  const panel = rgba(colours.panel);
  const rim = rgba(colours.line);
  const late = packed(colours.late);
  const soon = packed(colours.soon);
  for (let i = 0; i < n; i++) {
    const count = clusters.count[i] ?? 1;
    getPosition.value[2 * i] = clusters.lon[i] ?? 0;
    getPosition.value[2 * i + 1] = clusters.lat[i] ?? 0;
    getFillColor.value.set(panel, 4 * i);
    getSecondColor.value.set(rim, 4 * i);
    getShape.value.set([(clusters.late[i] ?? 0) / count, (clusters.soon[i] ?? 0) / count, late, soon], 4 * i);
    getRadius.value[i] = clusterRadius(count) * scale;
  }
  return data;
}

/** 24 bits are exact in a float. */
function packed(hex: string): number {
  return Number.parseInt(hex.slice(1, 7), 16);
}
