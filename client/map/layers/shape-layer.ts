/**
 * Many small shapes drawn by distance functions: sharp at every size, one draw call, no icon atlas. A subclass brings
 * the GLSL that paints one of them. A forbidden alternative is a picture per shape: it blurs on a 4K wall.
 */
import type { ScatterplotLayerProps } from "@deck.gl/layers";
import { FlatScatterplotLayer } from "./flat-projection.ts";

/** What every shape knows in `paint`: four numbers, and colours `fill`, `halo` (the layer's line colour) and `second`. */
interface ShapeProps {
  getShape: unknown;
  getSecondColor: unknown;
}

/** Columns for the layer: each accessor's values, one after another. */
export interface ShapeData {
  length: number;
  attributes: {
    /** lon, lat in degrees */
    getPosition: { value: Float64Array; size: 2 };
    getFillColor: { value: Uint8ClampedArray; size: 4 };
    getSecondColor: { value: Uint8ClampedArray; size: 4 };
    getShape: { value: Float32Array; size: 4 };
    /** px */
    getRadius: { value: Float32Array; size: 1 };
  };
}

export function shapeData(capacity: number): ShapeData {
  return {
    length: capacity,
    attributes: {
      getPosition: { value: new Float64Array(2 * capacity), size: 2 },
      getFillColor: { value: new Uint8ClampedArray(4 * capacity), size: 4 },
      getSecondColor: { value: new Uint8ClampedArray(4 * capacity), size: 4 },
      getShape: { value: new Float32Array(4 * capacity), size: 4 },
      getRadius: { value: new Float32Array(capacity), size: 1 },
    },
  };
}

const distances = /* glsl */ `
in vec4 vShape;
in vec4 vBody;
in vec4 vSecond;
in vec4 vHalo;
in float vReach;

float disc(vec2 p, float r) { return length(p) - r; }
float ring(vec2 p, float r, float w) { return abs(length(p) - r) - w; }
float diamond(vec2 p, float r) { return (abs(p.x) + abs(p.y) - r) * 0.7071; }
float stroke(vec2 p, vec2 a, vec2 b, float w) {
  vec2 pa = p - a, ba = b - a;
  return length(pa - ba * clamp(dot(pa, ba) / dot(ba, ba), 0.0, 1.0)) - w;
}
/* Share of the circle from the top, clockwise: 0...1. */
float turnOf(vec2 p) { return fract(0.25 - atan(p.y, p.x) / 6.2831853); }
/* A colour of 24 bits that travels in one number. */
vec3 unpack(float packed) {
  return vec3(floor(packed / 65536.0), mod(floor(packed / 256.0), 256.0), mod(packed, 256.0)) / 255.0;
}
float cover(float d) { return 1.0 - smoothstep(-0.7, 0.7, d); }
vec4 over(vec4 below, vec4 above, float share) {
  float a = above.a * share;
  float sum = a + below.a * (1.0 - a);
  return sum <= 0.0 ? vec4(0.0) : vec4((above.rgb * a + below.rgb * below.a * (1.0 - a)) / sum, sum);
}
`;

export abstract class ShapeLayer<More extends object = object> extends FlatScatterplotLayer<
  unknown,
  ShapeProps & More
> {
  static override layerName = "ShapeLayer";
  static override defaultProps = {
    ...FlatScatterplotLayer.defaultProps,
    getShape: { type: "accessor", value: [0, 0, 0, 0] },
    getSecondColor: { type: "accessor", value: [0, 0, 0, 0] },
  };

  /** GLSL: vec4 paint(vec2 p, float r), p in px from the centre, y upwards, |p| ≤ r. */
  protected abstract paint(): string;

  override getShaders() {
    return {
      ...super.getShaders(),
      inject: {
        "vs:#decl": /* glsl */ `
          in vec4 instanceShapes;
          in vec4 instanceSecondColors;
          out vec4 vShape;
          out vec4 vBody;
          out vec4 vSecond;
          out vec4 vHalo;
          out float vReach;
        `,
        "vs:#main-end": /* glsl */ `
          vShape = instanceShapes;
          vBody = instanceFillColors;
          vSecond = instanceSecondColors;
          vHalo = instanceLineColors;
          vReach = outerRadiusPixels;
        `,
        "fs:#decl": `${distances}\n${this.paint()}`,
        "fs:DECKGL_FILTER_COLOR": /* glsl */ `
          color = paint(geometry.uv * vReach, vReach);
          color.a *= layer.opacity;
        `,
      },
    };
  }

  override initializeState(): void {
    super.initializeState();
    this.getAttributeManager()?.addInstanced({
      instanceShapes: { size: 4, accessor: "getShape", defaultValue: 0 },
      instanceSecondColors: {
        size: 4,
        type: "unorm8",
        accessor: "getSecondColor",
        defaultValue: [0, 0, 0, 0],
      },
    });
  }
}

export type ShapeLayerProps = Partial<ScatterplotLayerProps<unknown> & ShapeProps>;

/** Props that all shape layers share. */
export const shapeProps = {
  radiusUnits: "pixels",
  billboard: true,
  stroked: false,
  antialiasing: true,
} as const;
