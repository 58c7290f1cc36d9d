/**
 * Arrows that glide by themselves: the graphics processor reckons where each is from the way that it has yet to go, so that a
 * picture costs the page one number and not a column. The rule is that of `drawnAt` in client/live/fixes.ts.
 */
import { ShapeLayer } from "./shape-layer.ts";

const block = /* glsl */ `\
layout(std140) uniform glideUniforms {
  float seconds;
} glide;
`;
/** One uniform: the columns' clock. */
const glideModule = { name: "glide", vs: block, fs: "", uniformTypes: { seconds: "f32" } } as const;

interface ArrowProps {
  /** Of the clock by which the glides are counted; asked for each picture. */
  clock: () => number;
  /** Degrees short of the place when it began, lon, lat; begin and end, s. */
  getGlide: unknown;
  /** Radians that it had yet to turn. */
  getTurn: unknown;
}

/** Shape: heading in radians clockwise from north or −1 when unknown, 1 when busy (a half when nobody knows), 1 when silent, 1 when its battery is low. */
export class ArrowLayer extends ShapeLayer<ArrowProps> {
  static override layerName = "ArrowLayer";
  static override defaultProps = {
    ...ShapeLayer.defaultProps,
    clock: { type: "function", value: () => 0 },
    getGlide: { type: "accessor", value: [0, 0, 0, 0] },
    getTurn: { type: "accessor", value: 0 },
  };

  override getShaders() {
    const shaders = super.getShaders();
    return {
      ...shaders,
      // Into the low bits: the high ones end at a metre.
      vs: String(shaders.vs).replaceAll(
        "instancePositions, instancePositions64Low,",
        "instancePositions, instancePositions64Low + toGo(),",
      ),
      modules: [...(shaders.modules as object[]), glideModule],
      inject: {
        ...shaders.inject,
        "vs:#decl": /* glsl */ `
          ${shaders.inject["vs:#decl"]}
          in vec4 instanceGlides;
          in float instanceTurns;
          float left() {
            float whole = instanceGlides.w - instanceGlides.z;
            return whole <= 0.0 ? 0.0 : 1.0 - clamp((glide.seconds - instanceGlides.z) / whole, 0.0, 1.0);
          }
          vec3 toGo() { return vec3(instanceGlides.xy * left(), 0.0); }
        `,
        "vs:#main-end": /* glsl */ `
          ${shaders.inject["vs:#main-end"]}
          if (vShape.x >= 0.0) vShape.x = mod(vShape.x + instanceTurns * max(0.0, 2.0 * left() - 1.0) + 6.2831853, 6.2831853);
        `,
      },
    };
  }

  override initializeState(): void {
    super.initializeState();
    this.getAttributeManager()?.addInstanced({
      instanceGlides: { size: 4, accessor: "getGlide", defaultValue: 0 },
      instanceTurns: { size: 1, accessor: "getTurn", defaultValue: 0 },
    });
  }

  override draw(options: { uniforms: unknown }): void {
    this.state.model?.shaderInputs.setProps({ glide: { seconds: this.props.clock() } });
    super.draw(options);
  }

  protected paint(): string {
    return /* glsl */ `
      float arrow(vec2 p, float r) {
        vec2 q = vec2(abs(p.x), p.y);
        vec2 tip = vec2(0.0, 0.92) * r, wing = vec2(0.68, -0.72) * r, notch = vec2(0.0, -0.36) * r;
        vec2 side = normalize(vec2(tip.y - wing.y, wing.x - tip.x));
        vec2 back = normalize(vec2(wing.y - notch.y, notch.x - wing.x));
        float outside = dot(q - tip, side);
        float below = dot(q - notch, vec2(back.x, back.y));
        return max(outside, below);
      }
      float box(vec2 p, vec2 half_) {
        vec2 d = abs(p) - half_;
        return length(max(d, 0.0)) + min(max(d.x, d.y), 0.0);
      }
      vec4 paint(vec2 p, float r) {
        bool known = vShape.x >= 0.0;
        bool silent = vShape.z > 0.5;
        float s = sin(vShape.x), c = cos(vShape.x);
        vec2 q = known ? vec2(c * p.x - s * p.y, s * p.x + c * p.y) : p;
        float d = known ? arrow(q, r * 0.86) : disc(p, r * 0.5);
        float w = max(1.5, 0.11 * r);
        vec4 color = over(vec4(0.0), vHalo, cover(d - 0.16 * r));
        color = over(color, mix(vSecond, vBody, vShape.y), cover(d));
        float edge = abs(d + w * 0.5) - w * 0.5;
        float share = cover(edge);
        if (silent) share *= step(0.45, fract(atan(q.y, q.x) * 1.9099));
        color = over(color, vBody, share);
        if (vShape.w > 0.5) {
          // A battery with little left in it, which does not turn with the arrow.
          vec2 b = p - vec2(0.62, 0.66) * r;
          float shell = min(box(b, vec2(0.3, 0.19) * r), box(b - vec2(0.34, 0.0) * r, vec2(0.06, 0.09) * r));
          color = over(color, vHalo, cover(shell - 0.1 * r));
          color = over(color, vBody, cover(abs(shell + 0.04 * r) - 0.05 * r));
          color = over(color, vBody, cover(box(b + vec2(0.17, 0.0) * r, vec2(0.07, 0.1) * r)));
        }
        return color;
      }
    `;
  }
}
