// SPDX-License-Identifier: MIT
// A simulated DC motor under PID control at 1 kHz. An RT thread computes; a Linux thread writes one
// CSV line a millisecond, which `takt report --plot` turns into plots.  Usage: motor_control
// [FILE.csv [SECONDS]]
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>

#include "takt/takt.hpp"

using namespace std::chrono_literals;

namespace {

constexpr auto period = 1ms;
constexpr double dt = 0.001; // s

/// A small motor: voltage in, speed out; first order in current and in speed.
class Motor final {
public:
    void step(double voltage, double load) {
        current_ += dt * (voltage - resistance * current_ - constant * speed_) / inductance;
        speed_ += dt * (constant * current_ - friction * speed_ - load) / inertia;
    }
    [[nodiscard]] double speed() const { return speed_; } // rad/s

private:
    static constexpr double resistance = 1.0;  // ohm
    static constexpr double inductance = 0.01; // H
    static constexpr double constant = 0.05;   // V s, N m/A
    static constexpr double inertia = 2e-4;    // kg m^2
    static constexpr double friction = 1e-4;   // N m s
    double current_ = 0;
    double speed_ = 0;
};

class Pid final {
public:
    double step(double error) {
        const double change = (error - last_) / dt;
        last_ = error;
        const double output = 0.12 * error + 1.5 * (sum_ + error * dt) + 0.0005 * change;
        const double limited = std::clamp(output, -24.0, 24.0);
        // No more is summed up than the supply can give.
        if (limited == output) {
            sum_ += error * dt;
        }
        return limited;
    }

private:
    double sum_ = 0;
    double last_ = 0;
};

struct Line {
    double time, target, speed, voltage, late_us;
};

double target_at(double time) {
    return time < 0.1 ? 0.0 : time < 1.0 ? 200.0 : 120.0;
}

double load_at(double time) {
    return time > 0.5 && time < 0.8 ? 0.1 : 0.0;
}

void control(takt::channel<Line>& out, int steps, uint64_t& missed) {
    Motor motor;
    Pid pid;
    const auto start = takt::clock::now() + period;
    takt::periodic beat(start, period);
    for (int step = 0; step < steps; ++step) {
        const auto skipped = beat.wait_next().value_or(0);
        missed += skipped;
        const auto late = takt::clock::now() - (start + (step + static_cast<int>(missed)) * period);
        const double time = step * dt;
        const double voltage = pid.step(target_at(time) - motor.speed());
        motor.step(voltage, load_at(time));
        if (!out.try_send({time, target_at(time), motor.speed(), voltage,
                           static_cast<double>(late.count()) / 1000})) {
            takt::log("step %d is not recorded: the Linux side is too slow", step);
        }
    }
}

} // namespace

int main(int argc, char** argv) try {
    const double seconds = argc > 2 ? atof(argv[2]) : 0.2;
    if (!(seconds > 0 && seconds <= 3600)) {
        fprintf(stderr, "motor_control: SECONDS is %s: above 0, up to 3600\n", argv[2]);
        return 2;
    }
    FILE* file = argc > 1 ? fopen(argv[1], "w") : stdout;
    if (file == nullptr) {
        perror(argv[1]);
        return 1;
    }
    const int steps = static_cast<int>(seconds / dt);
    takt::attach_this_thread();
    takt::log_printer printer;
    takt::channel<Line> channel(4096);
    uint64_t missed = 0;
    takt::jthread controller({.priority = 80, .name = "controller"},
                             [&] { control(channel, steps, missed); });
    fprintf(file, "time s,target rad/s,speed rad/s,voltage V,wake-up us\n");
    Line line{};
    for (int step = 0; step < steps; ++step) {
        channel.receive(line);
        fprintf(file, "%.3f,%.1f,%.3f,%.3f,%.3f\n", line.time, line.target, line.speed,
                line.voltage, line.late_us);
    }
    controller.join();
    fprintf(stderr, "motor: %d steps, %lu releases missed, %.1f rad/s at the end (target %.1f)\n",
            steps, static_cast<unsigned long>(missed), line.speed, line.target);
    return fclose(file) == 0 ? 0 : 1;
} catch (const std::exception& failure) {
    fprintf(stderr, "%s\n", failure.what());
    return 1;
}
